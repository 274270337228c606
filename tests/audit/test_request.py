"""A run request names one client, period and state of the data; anything else is refused."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from cxaudit.audit import RunRequest, open_request, read_request
from cxaudit.errors import ClientDataError
from tests.small_firm import CLIENT, answer, open_small

REQUEST = RunRequest("acme", "2025-01-01_2025-12-31", "0" * 64, "book", "out")


def test_a_request_is_read_back_as_written(tmp_path):
    REQUEST.write(tmp_path / "request.json")
    assert read_request(tmp_path / "request.json") == REQUEST


@pytest.mark.parametrize("path", ["", "  "])
def test_without_a_request_the_reader_is_sent_to_the_command(path):
    with pytest.raises(ClientDataError, match="no run request is named") as caught:
        read_request(path)
    assert caught.value.next == "write reports with: cxaudit report CLIENT"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"client": "acme"}', json.dumps(asdict(REQUEST) | {"mode": "fast"}), "7"],
)
def test_what_is_no_request_is_refused(tmp_path, text):
    (tmp_path / "request.json").write_text(text)
    with pytest.raises(ClientDataError, match="not a run request"):
        read_request(tmp_path / "request.json")


def test_a_missing_request_is_refused(tmp_path):
    with pytest.raises(ClientDataError, match="not a run request"):
        read_request(tmp_path / "gone.json")


@pytest.fixture
def request_file(workspace, tmp_path):
    audit = open_small(workspace)
    request = RunRequest(CLIENT, str(audit.period), audit.data_hash, str(workspace.root), "out")
    request.write(tmp_path / "request.json")
    return request, tmp_path / "request.json"


def test_a_request_opens_the_audit_it_names(request_file):
    request, path = request_file
    audit = open_request(str(path))
    assert (audit.client, audit.data_hash) == (request.client, request.data_hash)


def test_data_that_changed_after_the_request_are_refused(request_file, workspace):
    answer(workspace)
    with pytest.raises(ClientDataError, match="changed after the report was asked for"):
        open_request(str(request_file[1]))


@pytest.mark.parametrize("change", [{"period": "2024-01-01_2024-12-31"}, {"data_hash": "0" * 64}])
def test_a_request_for_another_period_or_other_data_is_refused(request_file, change):
    request, path = request_file
    replace(request, **change).write(path)
    with pytest.raises(ClientDataError, match="changed after"):
        open_request(str(path))
