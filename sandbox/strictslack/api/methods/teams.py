"""team.* and bots.*."""

from strictslack.api.call import Call, method
from strictslack.errors import Json, SlackError
from strictslack.workspace.shapes import team_shape


@method("team.info")
def info(call: Call) -> Json:
    """The token's workspace."""
    if call.text("team", call.team_id) != call.team_id:
        raise SlackError("team_not_found")
    return {"team": team_shape(call.core.state.teams[call.team_id])}


@method("bots.info")
def bot(call: Call) -> Json:
    """One bot of the workspace."""
    for installation in call.core.installed_in(call.team_id):
        if installation.bot_id == (call.text("bot") or call.installation.bot_id):
            user = call.core.state.users[installation.bot_user_id]
            return {
                "bot": {
                    "id": installation.bot_id,
                    "deleted": False,
                    "name": user.name,
                    "updated": user.updated,
                    "app_id": installation.app_id,
                    "user_id": user.id,
                    "icons": {},
                }
            }
    raise SlackError("bot_not_found")
