//! Small drawings as SVG: points and bars that the templates place. No styles inside, the content policy forbids them.

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bar {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) height: u32,
    /// The window that is judged, as against the weeks before it.
    pub(crate) last: bool,
}

pub(crate) const HEIGHT: u32 = 24;
const STEP: u32 = 12;

/// A drawing of bars with its width.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bars {
    pub(crate) width: u32,
    pub(crate) bars: Vec<Bar>,
}

/// Counts as bars, the highest as high as the drawing; a zero keeps one unit, so that a quiet week is seen as one.
pub(crate) fn bars(counts: &[u32]) -> Bars {
    let top = counts.iter().copied().max().unwrap_or(0).max(1);
    let bar = |(at, count): (usize, &u32)| {
        let height = (u64::from(*count) * u64::from(HEIGHT) / u64::from(top)).max(1) as u32;
        Bar { x: at as u32 * STEP, y: HEIGHT - height, height, last: at + 1 == counts.len() }
    };
    Bars { width: counts.len() as u32 * STEP, bars: counts.iter().enumerate().map(bar).collect() }
}

/// The size of a line drawing.
pub(crate) const LINE_WIDTH: u32 = 320;
pub(crate) const LINE_HEIGHT: u32 = 60;

/// Values 0..100 as the points of a polyline, on the fixed scale 0..100; empty for fewer than two.
pub(crate) fn line(values: &[f64]) -> String {
    if values.len() < 2 {
        return String::new();
    }
    let step = f64::from(LINE_WIDTH) / (values.len() - 1) as f64;
    let height = f64::from(LINE_HEIGHT);
    let point = |(at, value): (usize, &f64)| {
        format!("{:.0},{:.1}", at as f64 * step, height - value.clamp(0.0, 100.0) / 100.0 * height)
    };
    values.iter().enumerate().map(point).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_scaled_to_the_highest_and_zero_is_still_seen() {
        let drawing = bars(&[0, 2, 4]);
        assert_eq!(drawing.width, 36);
        assert_eq!(drawing.bars.iter().map(|bar| bar.height).collect::<Vec<_>>(), [1, 12, 24]);
        assert!(drawing.bars[2].last && !drawing.bars[1].last);
        assert_eq!(bars(&[]), Bars::default());
    }

    #[test]
    fn lines_have_a_fixed_scale() {
        assert_eq!(line(&[0.0, 100.0]), "0,60.0 320,0.0");
        assert_eq!(line(&[50.0]), "");
    }
}
