"""Samples as Postman writes them: HTTP_Request2 and pecl_http of PHP, and languages without a grammar."""

from generator.auditing.auditor import audit_sources


def rules(page: str) -> set[str]:
    return {each.rule for each in audit_sources([("page.md", page.encode())]).findings}


def test_a_form_of_ruby_may_be_multipart():
    page = (
        "```ruby\nrequest = Net::HTTP::Post.new(URI('https://auth.acme.dev/token'))\n"
        "request.set_form [['grant_type', 'client_credentials'], ['client_id', id]]{}\n```\n"
    )
    assert "WP206" in rules(page.format(", 'multipart/form-data'"))
    assert "WP206" not in rules(page.format(""))
