//! Numbers in sentences.

/// A count or mean with as many digits as it deserves: `0.8`, `12`.
pub fn amount(value: f64) -> String {
    if value < 9.95 { format!("{value:.1}") } else { format!("{value:.0}") }
}

/// A probability: two digits that count, and never a bare zero.
pub fn probability(p: f64) -> String {
    match p {
        p if p < 1e-6 => "p < 0.000001".to_owned(),
        p if p < 0.001 => format!("p = {}", format!("{p:.6}").trim_end_matches('0')),
        p => format!("p = {p:.3}"),
    }
}

/// `1 report`, `2 reports`.
pub fn plural(count: u32, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_a_bare_zero() {
        assert_eq!((amount(0.83), amount(12.4)), ("0.8".to_owned(), "12".to_owned()));
        assert_eq!(probability(0.0004), "p = 0.0004");
        assert_eq!(probability(1e-9), "p < 0.000001");
        assert_eq!(plural(1, "report"), "1 report");
    }
}
