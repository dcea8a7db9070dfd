"""Programs of C#, Go, Java, JavaScript, PHP and Ruby in, their `Call`s out: one module a language."""
