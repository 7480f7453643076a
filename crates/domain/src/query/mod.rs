//! One query type for the command line, the REST surface and the pages.

mod parse;

pub use parse::QueryError;

use crate::source::SourceClass;
use crate::taxonomy::{CategoryId, Taxonomy};
use crate::{Label, RegionId, SourceId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A condition on documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expr {
    /// Every document.
    All,
    /// All of these.
    And(Vec<Expr>),
    /// At least one of these.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// A word, in any inflection the index knows.
    Word(Field, String),
    /// Words in this order, next to each other.
    Phrase(Field, String),
    /// Words that begin so.
    Prefix(Field, String),
    /// `country:COL`, `region:COL/Chocó`.
    Region(RegionId),
    /// `category:displacement`.
    Category(CategoryId),
    /// `source:radio-sahel`.
    Source(SourceId),
    /// `class:field`.
    Class(SourceClass),
    /// `lang:spa`: ISO 639-3.
    Lang(String),
    /// `since:2026-03-01`, `until:2026-03-31`: days of publication, both inclusive.
    Published {
        /// First day.
        since: Option<NaiveDate>,
        /// Last day.
        until: Option<NaiveDate>,
    },
}

/// A query asks for a category that the taxonomy does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no category {asked:?}; known: {known}")]
pub struct UnknownCategory {
    /// What was asked for.
    pub asked: String,
    /// What there is.
    pub known: String,
}

impl Expr {
    fn check(&self, taxonomy: &Taxonomy) -> Result<(), UnknownCategory> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().try_for_each(|part| part.check(taxonomy)),
            Self::Not(part) => part.check(taxonomy),
            Self::Category(id) if taxonomy.get(id.as_str()).is_none() => {
                let known: Vec<&str> = taxonomy.categories.iter().map(|category| category.id.as_str()).collect();
                Err(UnknownCategory { asked: id.to_string(), known: known.join(", ") })
            }
            _ => Ok(()),
        }
    }
}

/// Where a word is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Title and text.
    Any,
    /// `title:`.
    Title,
    /// `text:`.
    Text,
}

/// The order of answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Best match first.
    #[default]
    Relevance,
    /// Newest first.
    Date,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// The condition.
    pub expr: Expr,
    /// The order.
    pub sort: Sort,
    /// At most so many answers, 1..=1000.
    pub limit: usize,
    /// Skip so many.
    pub offset: usize,
    /// The most restrictive label the asker may see: enforced inside the index on hits, counts and snippets.
    pub clearance: Label,
}

/// How many answers a query gives when it does not say.
pub const DEFAULT_LIMIT: usize = 10;
/// How many answers a query gives at most.
pub const LIMIT_MAX: usize = 1000;

impl Query {
    /// Reads a query as people type it: `tierras AND country:COL since:2026-03-01 -category:unrest "líder social"`.
    ///
    /// # Errors
    /// Says what is wrong, at which character, and what is expected.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        Ok(Self {
            expr: parse::expr(text)?,
            sort: Sort::default(),
            limit: DEFAULT_LIMIT,
            offset: 0,
            clearance: Label::Red,
        })
    }

    /// Checks that every category of the query is known: an unknown one is an error, not an empty answer.
    ///
    /// # Errors
    /// Names the category and lists the known ones.
    pub fn check(&self, taxonomy: &Taxonomy) -> Result<(), UnknownCategory> {
        self.expr.check(taxonomy)
    }
}

/// Text with the places of the words that matched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// A piece of the text.
    pub text: String,
    /// Matches in it: first byte, one past the last byte; on character boundaries, in order, apart.
    pub marks: Vec<(usize, usize)>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The document.
    pub id: crate::DocumentId,
    /// Its source.
    pub source: SourceId,
    /// The source's class.
    pub class: SourceClass,
    /// Its address.
    pub url: Option<String>,
    /// Its title.
    pub title: String,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// Its language.
    pub lang: String,
    /// Its regions.
    pub regions: Vec<RegionId>,
    /// Its categories, those that count.
    pub categories: Vec<CategoryId>,
    /// How far it may travel.
    pub label: Label,
    /// The place that matched.
    pub snippet: Snippet,
    /// How well it matches; comparable within one answer only.
    pub score: f32,
}

/// All answers to a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// How many documents match, of those the asker may see.
    pub total: usize,
    /// The page of them that was asked for.
    pub hits: Vec<Hit>,
}
