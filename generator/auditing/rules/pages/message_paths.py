"""The one endpoint that a page names, against the path of the messages that it shows (WP505)."""

from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.http.urls import split
from generator.auditing.rules.pages.endpoints import named_endpoints
from generator.auditing.rules.pages.path_index import same_path
from generator.auditing.rules.pages.placed import Placed, is_sketch, shape
from generator.auditing.understanding.call import Fault


def message_path_faults(page: Page, calls: Sequence[Placed], shown: Sequence[Placed]) -> Iterator[Fault]:
    """The first message with another path than the page's own; `shown` are all requests as messages.

    Only a page on one endpoint, which none of its `calls` by clients is for, is told of: elsewhere nobody
    knows which one a message is for.
    """
    messages = [item for item in shown if not is_sketch(item.call) and item.path]
    called = {(item.call.method, shape(item.path)) for item in messages}
    if len(called) != 1:
        return
    own = {item.sample.block.line for item in messages}
    named = {
        (method, shape("/" + split(path)[2].strip("/"))): line
        for line, _, method, path in sorted(named_endpoints(page), reverse=True)
        if "/" in path and line not in own
    }
    method, path = called.pop()
    ((said, wanted), line), *others = [*named.items()] or [(("", ""), 0)]
    if others or said != method or len(wanted) < 3 or same_path(wanted, "/" + path.strip("/")):
        return
    if any(same_path(wanted, shape("/" + item.path.strip("/"))) for item in calls):
        return
    message = f"the page says {wanted} (line {line}), and the message calls {messages[0].path}"
    yield Fault("WP505", message, messages[0].line, None, "Correct the one that is wrong.", against=line)
