"""A catalogue in, a server of the Model Context Protocol out, which lists operations and gives samples."""

from collections.abc import Callable

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from generator.errors import GeneratorError
from generator.publishing.agents.catalogue import Catalogue, FlowEntry, OperationEntry, SampleEntry

_INSTRUCTIONS = (
    "Code samples for the HTTP API {title}. Call list_operations or list_flows for ids, then get_sample. "
    "A sample reads its values from environment variables. Pass it on unchanged, because its proof is of "
    "these very bytes. If `proven` is false, say so."
)


def mcp_server(title: str, version: str, current: Callable[[], Catalogue]) -> MCPServer:
    """A server for the description named `title`; `current` is asked for its catalogue at each call."""
    instructions = _INSTRUCTIONS.format(title=title)
    server = MCPServer("wireproof", version=version, instructions=instructions, log_level="WARNING")

    @server.tool()
    def list_operations(words: str = "") -> list[OperationEntry]:
        """List the operations of the API with the ids of their requests.

        `words` keeps those whose id, path, summary, description or tags have all of these words.
        """
        return current().operations(words)

    @server.tool()
    def list_flows() -> list[FlowEntry]:
        """List the programs of several requests, which use values of earlier answers in later requests."""
        return current().flows()

    @server.tool()
    def list_languages() -> list[str]:
        """List the languages that get_sample has."""
        return current().languages

    @server.tool()
    def get_sample(request: str, language: str) -> SampleEntry:
        """Get a complete program for a request or flow, such as `token/client_credentials` in `python`.

        `proof` says whether this very program was run, when and with what.
        """
        try:
            return current().sample(request, language)
        except GeneratorError as error:
            raise ToolError(str(error)) from error

    return server
