//! Questions and their answers, before they become a page or JSON. All of it blocks; `read::Reader` runs it.

use crate::Surface;
use crate::problem::Problem;
use crate::shield::without_field_sources;
use chrono::{Days, NaiveDate};
use domain::flag::Flag;
use domain::ledger::Standing;
use domain::query::{Answer, LIMIT_MAX, Query, Sort};
use domain::score::RegionScore;
use domain::{DocumentId, EnrichedDocument, RegionId};

/// Longer questions are no questions.
const QUESTION_CHARS_MAX: usize = 1_000;
/// Deeper pages cost the index more than they tell anybody; a narrower question is the better way.
pub(crate) const OFFSET_MAX: usize = 10_000;

/// A question as it comes in an address.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Question {
    /// The query as people type it.
    pub(crate) q: String,
    /// `relevance` or `date`; empty: relevance.
    pub(crate) sort: String,
    /// At most so many answers.
    pub(crate) limit: Option<usize>,
    /// Skip so many.
    pub(crate) offset: Option<usize>,
    /// For the page: which page of answers, from 1.
    pub(crate) page: Option<usize>,
}

/// Makes a query of a question, with this surface's clearance and protection of sources.
pub(crate) fn query(surface: &Surface, question: &Question) -> Result<Query, Problem> {
    if question.q.chars().count() > QUESTION_CHARS_MAX {
        return Err(Problem::Wrong(format!("the query is longer than {QUESTION_CHARS_MAX} characters")));
    }
    let mut query = Query::parse(&question.q)?;
    query.check(&surface.taxonomy).map_err(|unknown| Problem::Wrong(unknown.to_string()))?;
    query.expr = without_field_sources(query.expr);
    query.sort = match question.sort.as_str() {
        "" | "relevance" => Sort::Relevance,
        "date" => Sort::Date,
        other => return Err(Problem::Wrong(format!("there is no sort {other:?}; known: relevance, date"))),
    };
    query.clearance = surface.clearance;
    query.limit = question.limit.unwrap_or(query.limit);
    if !(1..=LIMIT_MAX).contains(&query.limit) {
        return Err(Problem::Wrong(format!("limit must be in 1..={LIMIT_MAX}")));
    }
    query.offset = question.offset.unwrap_or(0);
    if query.offset > OFFSET_MAX {
        return Err(Problem::Wrong(format!("offset must be at most {OFFSET_MAX}; ask a narrower question")));
    }
    Ok(query)
}

/// Answers a query. The index enforces the clearance; a hit above it would be a fault of the index and is dropped.
pub(crate) fn search(surface: &Surface, query: &Query) -> Result<Answer, Problem> {
    let mut answer = surface.index.search(query)?;
    answer.hits.retain(|hit| hit.label <= surface.clearance);
    Ok(answer)
}

/// A document that the readers may see.
pub(crate) fn document(surface: &Surface, id: &str) -> Result<EnrichedDocument, Problem> {
    let found = surface.store.document(&DocumentId::new(id))?;
    found
        .filter(|read| read.document.label <= surface.clearance)
        .ok_or_else(|| Problem::Missing("there is no such document".to_owned()))
}

/// The day that is asked for, else the last that was scored.
pub(crate) fn day(surface: &Surface, asked: &str) -> Result<Option<NaiveDate>, Problem> {
    if asked.is_empty() {
        return Ok(surface.store.last_scored_day()?);
    }
    let day = asked.parse();
    day.map(Some).map_err(|_| Problem::Wrong(format!("{asked:?} is not a day: YYYY-MM-DD is expected")))
}

/// The flags of a day, without what the readers may not see.
pub(crate) fn flags(surface: &Surface, day: NaiveDate) -> Result<Vec<Flag>, Problem> {
    let flags = surface.store.flags(day)?;
    Ok(flags.into_iter().map(|flag| capped_flag(surface, flag)).collect())
}

/// A list of flags does not look up every document: one that was raised with restricted help loses all identifiers.
fn capped_flag(surface: &Surface, mut flag: Flag) -> Flag {
    if flag.label > surface.clearance {
        flag.evidence.clear();
        flag.label = surface.clearance;
    }
    flag
}

/// The scores of a day, without what the readers may not see; highest net attention first.
pub(crate) fn scores(surface: &Surface, day: NaiveDate) -> Result<Vec<RegionScore>, Problem> {
    let mut scores = surface.store.scores(day)?;
    for score in scores.iter_mut().filter(|score| score.label > surface.clearance) {
        score.evidence.clear();
        score.label = surface.clearance;
    }
    Ok(scores)
}

/// Everything about one region.
pub(crate) struct RegionView {
    pub(crate) region: RegionId,
    pub(crate) score: Option<RegionScore>,
    pub(crate) flag: Option<Flag>,
    /// Where the flag stands between warning and response.
    pub(crate) standing: Option<Standing>,
    /// Days and net attention, oldest first.
    pub(crate) trend: Vec<(NaiveDate, f64)>,
    /// Readable documents behind the score, strongest first, one a family of copies.
    pub(crate) evidence: Vec<EnrichedDocument>,
    /// How many of the listed documents may not be shown.
    pub(crate) restricted: usize,
    /// Whether field sources may be named.
    pub(crate) named: bool,
}

/// How many days a trend goes back.
const TREND_DAYS: u64 = 28;
/// A page of evidence, not an archive: the search finds the rest.
const EVIDENCE_MAX: usize = 15;

/// A region by its identifier or name, on a day or on the last one scored.
pub(crate) fn region(surface: &Surface, path: &str, asked: &str) -> Result<RegionView, Problem> {
    let region = (surface.find_region)(path).ok_or_else(|| {
        Problem::Missing(
            "there is no such region; expected: COL, COL/Chocó, or a name as the gazetteer has it".to_owned(),
        )
    })?;
    let Some(day) = day(surface, asked)? else { return Ok(RegionView::empty(region)) };
    let score = surface.store.score(&region, day)?;
    // A score of an earlier day describes that day, not this one: it must not pass for today's.
    let Some(mut score) = score.filter(|score| !asked.is_empty() || score.as_of == day) else {
        return Ok(RegionView::empty(region));
    };
    let flag = flags(surface, score.as_of)?.into_iter().find(|flag| flag.region == region);
    let standing = match &flag {
        Some(flag) => Some(Standing::of(&surface.store.flag_events(&flag.id)?)),
        None => None,
    };
    let (evidence, restricted) = evidence(surface, &score.evidence)?;
    score.evidence = evidence.iter().map(|read| read.document.id.clone()).collect();
    score.label = surface.capped(score.label);
    Ok(RegionView {
        trend: trend(surface, &region, score.as_of)?,
        named: score.field_voices >= surface.field_voices_min,
        score: Some(score),
        region,
        flag,
        standing,
        evidence,
        restricted,
    })
}

impl RegionView {
    fn empty(region: RegionId) -> Self {
        Self {
            region,
            score: None,
            flag: None,
            standing: None,
            trend: Vec::new(),
            evidence: Vec::new(),
            restricted: 0,
            named: false,
        }
    }
}

fn evidence(surface: &Surface, ids: &[DocumentId]) -> Result<(Vec<EnrichedDocument>, usize), Problem> {
    let mut readable: Vec<EnrichedDocument> = Vec::new();
    let mut restricted = 0;
    for id in ids {
        match surface.store.document(id)? {
            Some(read) if read.document.label > surface.clearance => restricted += 1,
            Some(read) if readable.len() < EVIDENCE_MAX && readable.iter().all(|own| own.cluster != read.cluster) => {
                readable.push(read);
            }
            _ => {}
        }
    }
    Ok((readable, restricted))
}

fn trend(surface: &Surface, region: &RegionId, last: NaiveDate) -> Result<Vec<(NaiveDate, f64)>, Problem> {
    let mut trend = Vec::new();
    let first = last - Days::new(TREND_DAYS - 1);
    let mut day = last;
    // `score` answers with the last scored day up to the one asked for: step from one to the next.
    while let Some(score) = surface.store.score(region, day)?.filter(|score| score.as_of >= first && score.as_of <= day)
    {
        trend.push((score.as_of, score.attention_net));
        day = score.as_of - Days::new(1);
    }
    trend.reverse();
    Ok(trend)
}
