"""The page as a whole: what its samples say about each other, and about the words above them (WP50x)."""

import re
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.answers.bodiless import bodiless_faults
from generator.auditing.rules.answers.error_fields import error_field_faults
from generator.auditing.rules.answers.named_members import named_member_faults
from generator.auditing.rules.answers.shown import answer_faults
from generator.auditing.rules.answers.tables import answer_table_faults, other_id_faults, other_value_faults
from generator.auditing.rules.answers.unanswered import unanswered_faults
from generator.auditing.rules.answers.undescribed import undescribed_answer_faults
from generator.auditing.rules.answers.untold_errors import untold_limit_faults
from generator.auditing.rules.answers.values import answer_value_faults
from generator.auditing.rules.authentication.authorization import authorization_faults
from generator.auditing.rules.authentication.basic import keys_in_prose, newlines_in_prose
from generator.auditing.rules.authentication.checked_claims import checked_claim_faults
from generator.auditing.rules.authentication.cited import cited_faults
from generator.auditing.rules.authentication.in_urls import shown_secrets
from generator.auditing.rules.authentication.leaks import prose_leaks
from generator.auditing.rules.authentication.pkce import pkce_faults
from generator.auditing.rules.authentication.shown_requests import shown_request_faults
from generator.auditing.rules.authentication.shown_tokens import shown_token_faults
from generator.auditing.rules.authentication.signed_paths import signed_path_faults
from generator.auditing.rules.authentication.signing_keys import signing_key_faults
from generator.auditing.rules.authentication.states import state_faults
from generator.auditing.rules.authentication.token_answers import token_answer_faults
from generator.auditing.rules.authentication.token_errors import token_error_faults
from generator.auditing.rules.authentication.token_pages import token_page_faults
from generator.auditing.rules.authentication.way import way_faults
from generator.auditing.rules.authentication.weak import weak_faults
from generator.auditing.rules.http.messages import broken_form_faults
from generator.auditing.rules.pages.anchors import anchor_faults
from generator.auditing.rules.pages.carriers import carrier_faults
from generator.auditing.rules.pages.clocks import clock_faults
from generator.auditing.rules.pages.endpoints import endpoint_faults
from generator.auditing.rules.pages.hosts import host_faults
from generator.auditing.rules.pages.linked import linked_faults
from generator.auditing.rules.pages.marks import mark_faults
from generator.auditing.rules.pages.message_paths import message_path_faults
from generator.auditing.rules.pages.misspelt import misspelt_faults
from generator.auditing.rules.pages.named_queries import named_query_faults
from generator.auditing.rules.pages.placed import Placed, placed
from generator.auditing.rules.pages.placeholder_styles import (
    placeholder_style_faults,
    schemed_placeholder_faults,
)
from generator.auditing.rules.pages.schemes import scheme_faults
from generator.auditing.rules.pages.sequences import sequence_faults
from generator.auditing.rules.pages.shown_bodies import shown_body_faults
from generator.auditing.rules.pages.siblings import sibling_faults
from generator.auditing.rules.pages.spelled_values import (
    digits_faults,
    sent_digits_faults,
    spelled_value_faults,
)
from generator.auditing.rules.pages.spelling import spelling_faults
from generator.auditing.rules.pages.steps import step_faults
from generator.auditing.rules.pages.unheeded import unheeded_faults
from generator.auditing.rules.pages.unmade import unmade_faults
from generator.auditing.rules.pages.unsent import uncalled_faults, unsent_faults
from generator.auditing.rules.pages.unused import unused_faults
from generator.auditing.rules.parameters.demanded import demanded_faults, media_type_of_all
from generator.auditing.rules.parameters.listed_client import listed_client_faults
from generator.auditing.rules.parameters.listed_places import listed_place_faults
from generator.auditing.rules.parameters.listed_values import listed_value_faults
from generator.auditing.rules.parameters.no_parameters import no_parameter_faults
from generator.auditing.rules.parameters.typed_values import typed_value_faults
from generator.auditing.rules.parameters.unitless import unitless_faults
from generator.auditing.rules.parameters.unlisted import unexplained_header_faults, unlisted_faults
from generator.auditing.rules.parameters.unsaid_places import unsaid_place_faults
from generator.auditing.rules.php.clients import unloaded_faults
from generator.auditing.rules.programs.plain import other_hosts, plain_addresses
from generator.auditing.rules.programs.plain_responses import without_credentials
from generator.auditing.rules.prose.ciphers import cipher_faults
from generator.auditing.rules.prose.copied import copied_faults
from generator.auditing.rules.prose.encodings import encoding_faults
from generator.auditing.rules.prose.epochs import epoch_faults
from generator.auditing.rules.prose.formulas import formula_faults
from generator.auditing.rules.prose.hashes import hash_faults
from generator.auditing.rules.prose.means import means_faults
from generator.auditing.rules.prose.media_types import media_type_faults
from generator.auditing.rules.prose.numbers import told_faults
from generator.auditing.rules.prose.outcomes import outcome_faults
from generator.auditing.rules.prose.replaced import replaced_faults
from generator.auditing.rules.prose.stated import stated_faults
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import CREDENTIALS, Fault

_IMPORT = re.compile(r"^[ \t]*from [\w.]+ import (.+)$", re.MULTILINE)
_NAME = re.compile(r"\b[A-Z]\w*")
_NEAR = 8  # samples: what is further down is another story


def page_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of a page; their lines are 1-based lines of the file."""
    # A message that is shown says nothing of its scheme, and the text is held against it elsewhere.
    calls = [placed(sample, call) for sample in samples if sample.language != "http" for call in sample.calls]
    shown = [placed(sample, call) for sample in samples if sample.language == "http" for call in sample.calls]
    of_all = [placed(sample, call) for sample in samples for call in sample.calls]
    yield from _of_requests(page, samples, calls, shown)
    yield from _of_lists_and_answers(page, samples, calls, of_all)
    yield from _of_code(page, samples)
    yield from placeholder_style_faults(samples, calls)
    yield from schemed_placeholder_faults(samples)
    yield from unanswered_faults(page, samples, calls, shown)
    yield from authorization_faults(page, samples)
    yield from pkce_faults(page, samples)
    yield from cited_faults(page)
    yield from state_faults(samples)
    yield from shown_request_faults(page, samples)
    yield from prose_leaks(page)
    yield from anchor_faults(page)
    yield from cipher_faults(page)
    yield from step_faults(page)
    yield from copied_faults(page)
    yield from mark_faults(page)
    yield from media_type_faults(page)
    yield from untold_limit_faults(page)
    yield from shown_secrets(page)
    yield from newlines_in_prose(page)
    yield from keys_in_prose(page)
    message = "the code block is never closed: the rest of the page is shown as code"
    for sample in samples:
        if not sample.block.closed:
            yield Fault("WP511", message, sample.block.line - 1, None, "Close the fence.")


def _of_requests(
    page: Page, samples: Sequence[Sample], calls: Sequence[Placed], shown: Sequence[Placed]
) -> Iterator[Fault]:
    """The requests of samples, and those `shown` as messages, against each other and the text."""
    yield from scheme_faults(page, calls, plain_addresses(samples))
    yield from linked_faults(page, calls)
    beside = list(sibling_faults(page, calls, shown))
    known = {(fault.rule, fault.line) for fault in beside}
    # The samples beside it have told that a sample lacks credentials.
    lacking = {fault.line for fault in beside if CREDENTIALS in fault.about}
    yield from beside
    yield from (
        fault for fault in spelling_faults(page, calls, shown) if (fault.rule, fault.line) not in known
    )
    yield from other_hosts(samples, calls)
    yield from without_credentials(samples, calls)
    yield from sequence_faults(calls)
    yield from endpoint_faults(page, calls)
    yield from message_path_faults(page, calls, shown)
    yield from broken_form_faults(page, samples)
    yield from replaced_faults(page)
    stated = stated_faults(page, calls)
    yield from (each for each in stated if CREDENTIALS not in each.about or each.line not in lacking)
    yield from media_type_of_all(page, calls)
    yield from demanded_faults(page, [*calls, *(item for item in shown if item.call.headers)])


def _of_lists_and_answers(
    page: Page, samples: Sequence[Sample], calls: Sequence[Placed], of_all: Sequence[Placed]
) -> Iterator[Fault]:
    """What the page lists and answers, against its requests; `of_all` has the messages as well."""
    yield from listed_value_faults(page, of_all)
    yield from listed_place_faults(page, of_all)
    yield from unlisted_faults(page, of_all)
    yield from unexplained_header_faults(page, calls)
    yield from listed_client_faults(page, calls)
    yield from no_parameter_faults(page, of_all)
    yield from shown_body_faults(page, samples)
    yield from typed_value_faults(page)
    yield from unitless_faults(page, samples)
    yield from way_faults(page, calls)
    yield from host_faults(page, calls)
    yield from weak_faults(calls)
    yield from hash_faults(page, samples)
    yield from encoding_faults(page, samples)
    yield from signing_key_faults(page, samples)
    yield from signed_path_faults(page, calls)
    yield from shown_token_faults(page, samples)
    yield from checked_claim_faults(page, samples)
    yield from means_faults(page, samples)
    yield from epoch_faults(samples)
    yield from formula_faults(page, samples)
    yield from error_field_faults(page, of_all)
    yield from answer_faults(page, samples)
    yield from bodiless_faults(page, samples)
    yield from answer_table_faults(page, samples)
    yield from other_id_faults(samples)
    yield from other_value_faults(samples)
    yield from answer_value_faults(page, samples)
    yield from named_member_faults(page)
    yield from undescribed_answer_faults(page, samples)
    yield from unsaid_place_faults(page, of_all)
    yield from spelled_value_faults(samples)
    yield from digits_faults(samples)
    yield from sent_digits_faults(calls)
    yield from clock_faults(page, samples)
    yield from carrier_faults(page, calls)
    yield from told_faults(page)
    yield from outcome_faults(page)
    yield from token_answer_faults(page, of_all)
    yield from token_page_faults(page, of_all)
    yield from named_query_faults(page, calls)
    yield from token_error_faults(page, of_all)


def _of_code(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The names of samples, over all samples of the page."""
    yield from _imported_below(samples)
    yield from unloaded_faults(page.source, samples)
    yield from unmade_faults(page, samples)
    yield from uncalled_faults(page.source, samples)
    yield from misspelt_faults(page.source, samples)
    unsent = list(unsent_faults(samples))
    yield from unsent
    yield from unheeded_faults(samples)
    lines = {fault.line for fault in unsent}  # a request that nothing sends is read by nothing, of course
    yield from (fault for fault in unused_faults(page, samples) if fault.line not in lines)


def _imported_below(samples: Sequence[Sample]) -> Iterator[Fault]:
    """A Python class that a sample makes use of, and that only a sample further down imports."""
    python = [sample for sample in samples if sample.language in ("python", "pycon")]
    imported = [
        {name for names in _IMPORT.findall(sample.text) for name in _NAME.findall(names)} for sample in python
    ]
    for number, sample in enumerate(python):
        below = set().union(*imported[number + 1 : number + 1 + _NEAR])
        for name in sorted(below - imported[number] - sample.earlier):
            match = re.search(rf"(?<![\w.]){name}\(", sample.text)
            if match is not None and not re.search(rf"\bimport\b.*\b{name}\b|\bclass {name}\b", sample.text):
                line = sample.line_of(match.start())
                message = f"{name} is imported only in a sample further down"
                yield Fault("WP103", message, line, None, "Import it where it is first used.", "note")
