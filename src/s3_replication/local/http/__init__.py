"""HTTP/1.1 messages and connections, CBOR, AWS host names and the credentials in a request."""
