"""Permissions boundaries of users, as IAM shows them."""

from typing import Any

from tests.local.conftest import Aws, unique

BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def test_a_boundary_is_shown_until_it_is_deleted_and_never_in_a_list(aws: Aws) -> None:
    """API Reference: GetUser has it; ListUsers does not."""
    iam, name = aws.client("iam"), unique("bounded")

    def shown(user: Any) -> Any:
        return user.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")

    assert shown(iam.create_user(UserName=name, PermissionsBoundary=BOUNDARY)["User"]) == BOUNDARY
    assert shown(iam.get_user(UserName=name)["User"]) == BOUNDARY
    assert [shown(user) for user in iam.list_users()["Users"] if user["UserName"] == name] == [None]
    assert shown(iam.get_user(UserName=name)["User"]) == BOUNDARY
    iam.delete_user_permissions_boundary(UserName=name)
    assert shown(iam.get_user(UserName=name)["User"]) is None
