"""functions.*: the results of custom steps."""

from strictslack.api.call import Call, method
from strictslack.errors import Json


@method("functions.completeSuccess")
def complete_success(call: Call) -> Json:
    """Hands over a step's outputs."""
    call.core.steps.finish(call.app, call.text("function_execution_id"), outputs=call.arguments["outputs"])
    return {}


@method("functions.completeError")
def complete_error(call: Call) -> Json:
    """Tells why a step failed."""
    call.core.steps.finish(call.app, call.text("function_execution_id"), error=call.text("error"))
    return {}
