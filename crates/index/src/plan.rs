//! A query, made ready: words broken and folded, names normalised, conditions without content dropped.
//!
//! Both engines carry out a [`Plan`] and never look at the query itself, so a word means the same to both.

use crate::stem;
use crate::tokenize::{Token, fold, tokens};
use chrono::{Days, NaiveDate, NaiveTime};
use domain::RegionId;
use domain::query::{Expr, Field};

/// What must hold of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Plan {
    All,
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
    Words(Words),
    /// A key made by [`region_key`].
    Region(String),
    Category(String),
    Source(String),
    Class(&'static str),
    Lang(String),
    /// Microseconds since 1970: from, and before.
    Published(Option<i64>, Option<i64>),
}

/// Words that must stand in a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Words {
    pub(crate) field: Field,
    pub(crate) form: Form,
    /// At least one; more than one stand next to each other.
    pub(crate) tokens: Vec<Token>,
}

/// How the words are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One word in any inflection. Several words that were typed as one (`cease-fire`, 流离失所) are compared as they are.
    Inflected,
    /// As they are.
    Exact,
    /// As they are, the last one a beginning.
    Prefix,
}

impl Plan {
    /// The plan of a query. Signs without a letter or digit are no condition.
    pub(crate) fn of(expr: &Expr) -> Self {
        condition(expr).unwrap_or(Self::All)
    }

    /// All words that a match may show: those that are not denied.
    pub(crate) fn shown(&self) -> Vec<&Words> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::shown).collect(),
            Self::Words(words) => vec![words],
            _ => Vec::new(),
        }
    }
}

fn condition(expr: &Expr) -> Option<Plan> {
    Some(match expr {
        Expr::All => Plan::All,
        Expr::And(parts) => Plan::And(conditions(parts)?),
        Expr::Or(parts) => Plan::Or(conditions(parts)?),
        Expr::Not(part) => Plan::Not(Box::new(condition(part)?)),
        Expr::Word(field, word) => words(*field, word, Form::Inflected)?,
        Expr::Phrase(field, phrase) => words(*field, phrase, Form::Exact)?,
        Expr::Prefix(field, start) => words(*field, start, Form::Prefix)?,
        Expr::Region(region) => Plan::Region(region_key(region)),
        Expr::Category(category) => Plan::Category(category.as_str().to_owned()),
        Expr::Source(source) => Plan::Source(source.as_str().to_owned()),
        Expr::Class(class) => Plan::Class(class.as_str()),
        Expr::Lang(code) => Plan::Lang(stem::language(code).to_owned()),
        Expr::Published { since, until } => Plan::Published(
            since.map(midnight),
            // The day itself is included; the last day of all has no next one, and no bound either.
            until.and_then(|day| day.checked_add_days(Days::new(1))).map(midnight),
        ),
    })
}

/// The conditions among the parts; none when there were parts and all of them were signs.
fn conditions(parts: &[Expr]) -> Option<Vec<Plan>> {
    let found: Vec<Plan> = parts.iter().filter_map(condition).collect();
    (parts.is_empty() || !found.is_empty()).then_some(found)
}

fn words(field: Field, text: &str, form: Form) -> Option<Plan> {
    let tokens = tokens(text);
    let form = if form == Form::Inflected && tokens.len() > 1 { Form::Exact } else { form };
    (!tokens.is_empty()).then_some(Plan::Words(Words { field, form, tokens }))
}

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_micros()
}

/// The region as documents and queries carry it: accents and case of the unit's name make no difference.
pub(crate) fn region_key(region: &RegionId) -> String {
    match &region.admin1 {
        Some(unit) => format!("{}/{}", region.country, fold(unit)),
        None => region.country.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::query::Query;

    fn plan(text: &str) -> Plan {
        Plan::of(&Query::parse(text).expect("a query").expr)
    }

    #[test]
    fn signs_alone_are_no_condition() {
        assert_eq!(plan("… ! ?".replace('?', ".").as_str()), Plan::All);
        assert_eq!(plan("tierra AND -…"), Plan::And(vec![plan("tierra")]));
        assert_eq!(Plan::of(&Expr::Or(Vec::new())), Plan::Or(Vec::new()));
    }

    #[test]
    fn a_word_of_several_tokens_is_a_phrase() {
        assert!(
            matches!(plan("cease-fire"), Plan::Words(Words { form: Form::Exact, tokens, .. }) if tokens.len() == 2)
        );
        assert!(matches!(plan("ceasefire"), Plan::Words(Words { form: Form::Inflected, .. })));
    }

    #[test]
    fn days_are_inclusive() {
        let day = 86_400_000_000;
        let expected = Plan::And(vec![Plan::Published(Some(0), None), Plan::Published(None, Some(2 * day))]);
        assert_eq!(plan("since:1970-01-01 until:1970-01-02"), expected);
    }

    #[test]
    fn denied_words_are_not_shown() {
        assert_eq!(plan("a -b (c OR title:d)").shown().len(), 3);
    }
}
