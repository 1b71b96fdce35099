"""The documents under a storm of made-up requests: never a fault of ours."""

import warnings
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, settings

import interim
from interim.case.find import TEMPLATE
from interim.interfaces.workbench.server import application
from interim.interfaces.workbench.store import Store

schemathesis = pytest.importorskip("schemathesis")
checks = pytest.importorskip("schemathesis.checks")
conformance = pytest.importorskip("schemathesis.specs.openapi.checks")

CASE = interim.load(TEMPLATE)
HOSTS = ("testserver", "localhost", "127.0.0.1")
APP = cast(Any, application({CASE.id: CASE}, Store(":memory:"), hosts=HOSTS))
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about httpx, by Starlette
    SCHEMA = schemathesis.openapi.from_asgi("/api/openapi.json", APP)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@SCHEMA.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_is_a_fault_of_ours(case: Any) -> None:
    # Most requests are about the case that there is, and about few futures, so that many are tried.
    if "case" in case.path_parameters and len(str(case.path_parameters["case"])) % 4:
        case.path_parameters["case"] = CASE.id
    if case.operation.path.endswith("/evaluation") and str(case.query.get("futures")).isdigit():
        case.query["futures"] = min(int(case.query["futures"]), 10)
    elif case.operation.path.endswith("/evaluation"):
        case.query.setdefault("futures", 10)
    case.call_and_validate(
        checks=[
            checks.not_a_server_error,
            conformance.status_code_conformance,
            conformance.content_type_conformance,
            conformance.response_schema_conformance,
            conformance.response_headers_conformance,
        ]
    )
