//! Loudness: how much was read on a country this week compared with other weeks.
//!
//! A louder week for all regions is no alarm. Loudness is measured on *other* documents: those of the country that are not
//! themselves counted as risk reports of the region, so that a burst does not excuse itself; and it leans on the change of the rest of
//! the world where a country brings few other documents.

use crate::ScoreConfig;
use crate::calendar::{Calendar, Slot};
use crate::group::Group;
use domain::Country;
use domain::evidence::Exposure;
use std::collections::HashMap;

/// Which reports are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// All.
    All,
    /// Those of field and civil-society sources.
    Field,
    /// All others.
    Media,
}

impl Side {
    /// Every side, in the order of [`Side::index`].
    pub const EACH: [Self; 3] = [Self::All, Self::Field, Self::Media];

    /// Position in an array of sides.
    pub fn index(self) -> usize {
        self as usize
    }
}

/// Documents, or reports, in the window and in each week of the baseline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// In the window.
    pub window: f64,
    /// In the weeks of the baseline, the latest first.
    pub weeks: Vec<f64>,
}

impl Series {
    /// Nothing, in so many weeks.
    pub fn empty(weeks: usize) -> Self {
        Self { window: 0.0, weeks: vec![0.0; weeks] }
    }

    /// Adds to the slot of a day; the guard takes nothing.
    pub fn add(&mut self, slot: Slot, amount: f64) {
        match slot {
            Slot::Window => self.window += amount,
            Slot::Week(week) => {
                if let Some(count) = self.weeks.get_mut(week) {
                    *count += amount;
                }
            }
            Slot::Guard => {}
        }
    }

    /// Adds another series.
    fn join(&mut self, other: &Self) {
        self.window += other.window;
        self.weeks.iter_mut().zip(&other.weeks).for_each(|(count, more)| *count += more);
    }

    /// Sum over the usable weeks of the baseline.
    pub fn baseline(&self, usable: &[bool]) -> f64 {
        self.weeks.iter().zip(usable).filter(|(_, usable)| **usable).map(|(count, _)| count).sum()
    }
}

/// The loudness of every country and of all together, by side.
pub struct Loudness {
    countries: HashMap<Country, [Series; 3]>,
    world: [Series; 3],
    usable: [Vec<bool>; 3],
    nothing: Series,
}

impl Loudness {
    /// Sums documents a day into window and weeks.
    pub fn measure(
        exposure: &[(Country, Exposure)],
        groups: &[Group],
        calendar: &Calendar,
        config: &ScoreConfig,
    ) -> Self {
        let nothing = Series::empty(config.baseline_weeks as usize);
        let empty = || [nothing.clone(), nothing.clone(), nothing.clone()];
        let (mut countries, mut world) = (HashMap::new(), empty());
        for (country, day) in exposure {
            let Some(slot) = calendar.slot(day.day) else { continue };
            let own = countries.entry(*country).or_insert_with(empty);
            let amounts = [f64::from(day.field) + f64::from(day.media), f64::from(day.field), f64::from(day.media)];
            for (side, amount) in Side::EACH.into_iter().zip(amounts) {
                own[side.index()].add(slot, amount);
                world[side.index()].add(slot, amount);
            }
        }
        for group in groups {
            let mut sum = empty();
            for own in group.countries().iter().filter_map(|country| countries.get(country)) {
                sum.iter_mut().zip(own).for_each(|(sum, own): (&mut Series, &Series)| sum.join(own));
            }
            countries.insert(group.id.country, sum);
        }
        let usable = Side::EACH.map(|side| usable_weeks(&world[side.index()], config));
        Self { countries, world, usable, nothing }
    }

    /// Which weeks of the baseline are usable for a side.
    pub fn usable(&self, side: Side) -> &[bool] {
        &self.usable[side.index()]
    }

    /// How many weeks of the baseline are usable for a side.
    pub fn usable_count(&self, side: Side) -> usize {
        self.usable(side).iter().filter(|usable| **usable).count()
    }

    /// Documents of the window on a country that are not the region's own risk reports.
    pub fn others(&self, country: Country, own: &Series) -> f64 {
        let all = self.countries.get(&country).map_or(&self.nothing, |sides| &sides[Side::All.index()]);
        (all.window - own.window).max(0.0)
    }

    /// This week's loudness by the usual one: 1 when nothing changed. `own` are the region's own risk reports, which do not count.
    pub fn ratio(&self, country: Country, side: Side, own: &Series, config: &ScoreConfig) -> f64 {
        let all = self.countries.get(&country).map_or(&self.nothing, |sides| &sides[side.index()]);
        let world = &self.world[side.index()];
        let usable = self.usable(side);
        let weeks = self.usable_count(side).max(1) as f64;
        let per_week = |series: &Series| series.baseline(usable) / weeks;
        let bounded = |ratio: f64| ratio.clamp(config.exposure_ratio_min, config.exposure_ratio_max);

        let elsewhere_now = (world.window - all.window).max(0.0);
        let elsewhere_then = (per_week(world) - per_week(all)).max(0.0);
        let elsewhere = bounded((elsewhere_now + 0.5) / (elsewhere_then + 0.5));
        let others_now = (all.window - own.window).max(0.0);
        let others_then = (per_week(all) - per_week(own)).max(0.0);
        bounded((others_now + config.exposure_prior * elsewhere) / (others_then + config.exposure_prior))
    }
}

/// A week is usable when it brought enough of what the window brings; where nothing is known of loudness at all, all are.
fn usable_weeks(world: &Series, config: &ScoreConfig) -> Vec<bool> {
    let known = world.window > 0.0 || world.weeks.iter().any(|&documents| documents > 0.0);
    let least = world.window * config.baseline_week_share_min;
    world.weeks.iter().map(|&documents| !known || (documents > 0.0 && documents >= least)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> chrono::NaiveDate {
        chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day") + chrono::Days::new(u64::from(number))
    }

    fn loudness(documents: impl Fn(u32, &str) -> u32) -> Loudness {
        let config = ScoreConfig::default();
        let exposure: Vec<_> = (0..51)
            .flat_map(|number| ["COL", "PER"].map(|code| (number, code)))
            .map(|(number, code)| {
                let media = documents(number, code);
                (code.parse().expect("a country"), Exposure { day: day(number), field: 0, media })
            })
            .collect();
        Loudness::measure(&exposure, &[], &Calendar::new(day(50), &config), &config)
    }

    fn ratio(loudness: &Loudness) -> f64 {
        let own = Series::empty(6);
        loudness.ratio("COL".parse().expect("a country"), Side::Media, &own, &ScoreConfig::default())
    }

    #[test]
    fn equal_weeks_give_one_and_a_louder_week_gives_more() {
        assert!((ratio(&loudness(|_, _| 4)) - 1.0).abs() < 1e-9);
        assert!((ratio(&loudness(|number, _| if number > 43 { 8 } else { 4 })) - 2.0).abs() < 0.05);
    }

    #[test]
    fn a_week_without_reading_is_no_baseline() {
        let thin = loudness(|number, _| if number < 30 { 0 } else { 4 });
        assert_eq!(thin.usable(Side::Media), [true, true, false, false, false, false]);
        assert_eq!(loudness(|_, _| 0).usable_count(Side::Media), 6);
    }
}
