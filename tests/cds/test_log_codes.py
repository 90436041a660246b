from __future__ import annotations

import json
import logging
import sys

import pytest

from cds.log_codes import LogCode, WrongLogField, log
from cds.logging_lines import JsonLines


def test_a_field_that_is_not_allowed_is_a_mistake_of_ours() -> None:
    with pytest.raises(WrongLogField, match="HTTP001 may not log patient"):
        log(LogCode.HTTP001, patient="p1")


def test_every_code_has_words_and_no_field_that_could_hold_a_patient() -> None:
    for code in LogCode:
        assert code.words
        assert not {"patient", "patient_id", "user", "body", "token", "path", "query"} & set(code.fields)


def test_a_library_s_exception_is_logged_by_type_alone() -> None:
    try:
        {"": ""}["p1-secret"]
    except KeyError:
        record = logging.LogRecord("lib", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    line = json.loads(JsonLines().format(record))
    assert (line["code"], line["message"], line["error"]) == ("lib", "failed", "KeyError")
    assert "secret" not in json.dumps(line)
