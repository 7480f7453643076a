//! Where: toponyms, resolved.
