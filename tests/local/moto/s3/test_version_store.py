"""The ordered store of versions, beside a plain list, and the number of versions that it looks at."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from s3_replication.local.moto.store.bucket import SCANNED, VersionStore
from s3_replication.local.moto.store.key import LocalMarker

START = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
acts = st.lists(st.tuples(st.booleans(), st.integers(0, 30), st.integers(0, 5)), max_size=60)


class Watched(LocalMarker):
    """A version that counts how often its id is read."""

    reads = 0

    @property
    def version_id(self) -> str:
        """The id."""
        Watched.reads += 1
        return self._version_id


def _version(number: int, second: int) -> Watched:
    return Watched("key", f"v{number}", START + timedelta(seconds=second), "111111111111")


@settings(max_examples=200, deadline=None, derandomize=True)
@given(acts)
def test_a_store_holds_what_a_sorted_list_holds(made: list[tuple[bool, int, int]]) -> None:
    store, model = VersionStore(), list[Watched]()
    for add, number, second in made:
        there = next((version for version in model if version._version_id == f"v{number}"), None)
        assert store.find("key", f"v{number}") is there
        if add and there is None:
            model.append(_version(number, second))
            store.insert("key", model[-1])
            model.sort(key=lambda version: version.last_modified)
        elif not add:
            assert store.remove("key", f"v{number}") is there
            model = [version for version in model if version is not there]
        assert store.getlist("key", []) == model
        assert store.current("key") is (model[-1] if model else None)
        assert list(store.order) == (["key"] if model else [])


def test_each_version_of_many_is_stored_found_and_removed_without_a_look_at_the_others() -> None:
    store, many = VersionStore(), [_version(number, number) for number in range(1000)]
    Watched.reads = 0
    for version in many:
        store.insert("key", version)
    for number in range(1000):
        assert store.find("key", f"v{number}") is many[number]
        assert store.remove("key", f"v{number}") is many[number]
    assert Watched.reads <= 2 * 1000 + SCANNED
    assert store.current("key") is None
