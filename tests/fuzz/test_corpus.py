"""Inputs that once broke a reader, or were made to: each is read or refused, within two seconds."""

from __future__ import annotations

import pytest

from fuzz.targets import CORPUS, READERS, campaign

INPUTS = sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_input_that_once_broke_a_reader_is_read_or_refused(path):
    read, _ = READERS[path.parent.name]
    campaign.tried(read, path.read_bytes())


def test_the_corpus_is_there():
    assert {path.parent.name for path in INPUTS} == set(READERS)


def test_a_reader_that_does_not_end_is_found():
    def endless(data: bytes) -> bool:
        while True:
            pass

    with pytest.raises(campaign.Hang):
        campaign.tried(endless, b"", seconds=0.05)
