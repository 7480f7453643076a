//! Sums that fade with age, at any day, without adding up again.

use chrono::NaiveDate;

/// Amounts by day whose weight halves every `half_life` days.
#[derive(Clone, Debug, Default)]
pub struct Fading {
    half_life: f64,
    /// Rising days, each with the faded sum of all amounts up to it.
    sums: Vec<(NaiveDate, f64)>,
}

impl Fading {
    /// Prepares amounts, in any order.
    pub fn of(mut amounts: Vec<(NaiveDate, f64)>, half_life: f64) -> Self {
        // By amount within a day, too: a sum of the same amounts is then the same to the last bit, whatever came first.
        amounts.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut fading = Self { half_life: half_life.max(f64::MIN_POSITIVE), sums: Vec::new() };
        for of_day in amounts.chunk_by(|a, b| a.0 == b.0) {
            let day = of_day[0].0;
            let before = fading.sums.last().map_or(0.0, |last| fading.faded(*last, day));
            let sum = of_day.iter().map(|(_, amount)| amount).sum::<f64>();
            fading.sums.push((day, before + sum));
        }
        fading
    }

    /// The sum on a day of what lies at most `days` back, that day included.
    pub fn on(&self, day: NaiveDate, days: u32) -> f64 {
        let until = |last: NaiveDate| {
            let known = self.sums.partition_point(|(known, _)| *known <= last);
            known.checked_sub(1).map_or(0.0, |position| self.faded(self.sums[position], day))
        };
        let before = day.checked_sub_days(chrono::Days::new(u64::from(days))).map_or(0.0, until);
        (until(day) - before).max(0.0)
    }

    fn faded(&self, (of, sum): (NaiveDate, f64), day: NaiveDate) -> f64 {
        sum * (-(day.signed_duration_since(of).num_days() as f64) / self.half_life).exp2()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_halve_and_end() {
        let day = |number: u64| NaiveDate::default() + chrono::Days::new(number);
        let fading = Fading::of(vec![(day(10), 2.0), (day(0), 4.0), (day(10), 1.0)], 10.0);
        assert_eq!((fading.on(day(0), 100), fading.on(day(10), 100), fading.on(day(20), 100)), (4.0, 5.0, 2.5));
        assert_eq!((fading.on(day(10), 10), fading.on(day(20), 10), fading.on(day(9), 9)), (3.0, 0.0, 0.0));
        assert_eq!(Fading::default().on(day(3), 5), 0.0);
    }
}
