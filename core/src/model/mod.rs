//! Models, sans I/O: what to send, how to read what comes back.
