"""Operations of an OpenAPI description in, `Request`s out. Open `operations` first."""
