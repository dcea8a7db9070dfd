"""What a program calls the body that it sends: an operation's id in, a short noun out."""

import re

_WORD = re.compile(r"[A-Z]?[a-z]+")
_VERBS = frozenset(
    _WORD.findall("""
    add apply append build bulk cancel change check close complete confirm create delete edit execute
    generate get import insert invite issue link list make merge modify new open partial patch perform
    post put query record register remove replace request run save search send set start store submit
    sync trigger update upload upsert validate write
    """)
)
# Words of some language, or names that our programs use for something else.
_TAKEN = frozenset(
    _WORD.findall("""
    bytes strings multipart endpoint
    abstract and any array as assert async await base bool boolean break byte case cat catch char chunk
    class client config connection const continue credential curl data default def del double dynamic
    echo else end enum err error event exit export extends extern false file final fixed float fn for
    form from func function global go goto header http if impl implicit import in include input int
    integer interface internal io is json key lambda let library list local lock log long loop main map
    match method mod module move namespace native new next nil not null number object of open operator
    option or os out output override package param parent part path pass print private protected public
    query raise range rate read record ref request require response return self server sealed select
    shared short size static status str string struct super switch sys table template text this throw
    time token trait true try type uint undefined union unit unsafe until url use using uuid value var
    vector version virtual void volatile when where while with write yield
    """)
)
_LONGEST = 16


def noun(operation: str) -> str:
    """``order`` for ``createOrder`` or ``orders_create``; ``body`` where the id names no such thing."""
    words = [word.lower() for word in _WORD.findall(operation)]
    rest = [word for word in words if word not in _VERBS]
    if len(rest) != 1 or len(rest) == len(words):
        return "body"
    name = rest[0].removesuffix("s") if words[-1] != rest[0] and not rest[0].endswith("ss") else rest[0]
    return "body" if name in _TAKEN or not 3 <= len(name) <= _LONGEST else name
