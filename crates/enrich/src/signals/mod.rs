//! What: signals of the taxonomy's categories.
