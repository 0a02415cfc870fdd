"""boto3 sessions that share the models of AWS's services. Otherwise each session parses them again, which costs most of a short command."""

from functools import lru_cache

import boto3
from botocore import session as botocore_session
from botocore.loaders import Loader, create_loader

__all__ = ["open_session"]


def open_session(
    profile: str | None = None,
    region: str | None = None,
    *,
    access_key: str | None = None,
    secret_key: str | None = None,
    token: str | None = None,
) -> boto3.Session:
    """A session with the given keys, else those of the profile, else those that boto3 finds; raises botocore's errors."""
    core = botocore_session.get_session()
    if profile is not None:
        core.set_config_variable("profile", profile)
    core.register_component("data_loader", _loader(core.get_config_variable("data_path")))
    return boto3.Session(
        profile_name=profile,
        region_name=region,
        botocore_session=core,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        aws_session_token=token,
    )


@lru_cache(maxsize=4)
def _loader(data_path: str | None) -> Loader:
    """The loader of models below the folders of AWS_DATA_PATH and those of the packages; it keeps what it has read."""
    return create_loader(data_path)
