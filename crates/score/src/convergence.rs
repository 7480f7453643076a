//! Field against media: who warns.

use crate::ScoreConfig;
use domain::score::Convergence;

/// Compares the surprise of both sides, 0..1 each.
///
/// A side stands out from `side_surprise_min` on. The other side agrees when it is not more than `side_gap` behind that side; it is
/// silent when it is.
pub fn compare(field: f64, media: f64, config: &ScoreConfig) -> Convergence {
    let stands_out = |side: f64| side >= config.side_surprise_min;
    match (stands_out(field), stands_out(media)) {
        (true, true) if media > field - config.side_gap => Convergence::Converging,
        (true, _) if media <= field - config.side_gap => Convergence::FieldFirst,
        (true, _) => Convergence::Converging,
        (false, true) if field > media - config.side_gap => Convergence::Converging,
        (false, true) => Convergence::MediaOnly,
        (false, false) => Convergence::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_can_lead_agree_or_stand_alone() {
        let compare = |field, media| compare(field, media, &ScoreConfig::default());
        assert_eq!(compare(0.6, 0.1), Convergence::FieldFirst);
        assert_eq!(compare(0.6, 0.5), Convergence::Converging);
        assert_eq!(compare(0.6, 0.35), Convergence::Converging);
        assert_eq!(compare(0.1, 0.9), Convergence::MediaOnly);
        assert_eq!(compare(0.4, 0.45), Convergence::None);
    }
}
