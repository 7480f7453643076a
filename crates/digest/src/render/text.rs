//! The digest as plain text: the twin of the mail, for terminals and for those who read by ear.

use super::view::{Card, Limits, Quote, View, view};
use crate::DigestError;
use domain::digest::Digest;
use domain::mandate::Partner;
use domain::taxonomy::Taxonomy;

/// Columns: what mail programs quote without breaking.
const WIDTH: usize = 76;

pub(super) fn render(digest: &Digest, taxonomy: &Taxonomy) -> Result<String, DigestError> {
    let view = view(digest, taxonomy, Limits::NONE);
    let mut page = Page::default();
    head(&mut page, &view);
    cards(&mut page, "For joint attention", &view.joint);
    cards(&mut page, "To be watched", &view.watched);
    peace(&mut page, &view);
    uncovered(&mut page, &view);
    if !view.sources.is_empty() {
        page.title("Sources that did not report");
        view.sources.iter().for_each(|line| page.bullet(&line.sentence()));
    }
    foot(&mut page, &view);
    Ok(page.text)
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    /// A paragraph, wrapped; `first` leads its first line and `next` the others.
    fn wrapped(&mut self, first: &str, next: &str, words: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in words.split_whitespace() {
            if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&line);
                line = next.to_owned();
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        if !empty {
            self.line(&line);
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    fn paragraph(&mut self, words: &str) {
        self.wrapped("", "", words);
    }

    fn bullet(&mut self, words: &str) {
        self.wrapped("- ", "  ", words);
    }

    fn title(&mut self, title: &str) {
        self.gap();
        self.line(&title.to_uppercase());
        self.line(&"=".repeat(title.chars().count()));
    }
}

fn head(page: &mut Page, view: &View<'_>) {
    page.paragraph(&format!("TLP:{}: {}.", view.label, view.label_words));
    page.gap();
    page.line(&format!("ALMENARA: DIGEST OF {}", view.day.to_uppercase()));
    page.gap();
    if !view.banner.is_empty() {
        page.paragraph(&format!("*** {} ***", view.banner));
        page.gap();
    }
    page.paragraph(view.headline);
    if !view.rows.is_empty() {
        page.title("Overview");
    }
    for card in &view.rows {
        page.bullet(&format!(
            "{}: {}, attention {} {} ({}; {}; {})",
            card.place, card.level, card.attention, card.spark, card.kind, card.convergence, card.reports
        ));
    }
}

fn cards(page: &mut Page, title: &str, cards: &[Card<'_>]) {
    if !cards.is_empty() {
        page.title(title);
    }
    for entry in cards {
        page.gap();
        card(page, entry);
    }
}

fn card(page: &mut Page, card: &Card<'_>) {
    let heading = format!("{} [{}]", card.place, card.level);
    page.line(&heading);
    page.line(&"-".repeat(heading.chars().count()));
    let with = if card.with.is_empty() { String::new() } else { format!(" with {}", card.with) };
    page.paragraph(&format!("{}{with}.", card.kind));
    page.paragraph(&format!("Attention {} of 100 {} {}", card.attention, card.spark, card.spark_words));
    page.paragraph(&format!("Signals: {}.", card.categories));
    page.paragraph(&format!("Since {}; {}; {}; TLP:{}.", card.since, card.voices, card.convergence, card.label));
    card.reasons.iter().for_each(|reason| page.bullet(reason));
    if !card.rigos.is_empty() || !card.networks.is_empty() {
        page.gap();
        page.line("Who can act together:");
        partners(page, "Regional organisation", card.rigos);
        partners(page, "Civil-society network", card.networks);
    }
    if !card.quotes.is_empty() {
        page.gap();
        page.line(&format!("What the reports say ({} in all):", card.reports));
        card.quotes.iter().for_each(|entry| quote(page, entry));
    }
    page.gap();
    page.paragraph(&card.coverage);
}

fn partners(page: &mut Page, side: &str, partners: &[Partner]) {
    if partners.is_empty() {
        page.bullet(&format!("{side}: none is known"));
    }
    for partner in partners {
        let rest = [&partner.organ, &partner.contact, &partner.note];
        let rest: String = rest.iter().filter(|part| !part.is_empty()).map(|part| format!(", {part}")).collect();
        page.bullet(&format!("{side}: {}{rest}", partner.name));
    }
}

/// U+2068 and U+2069 keep a title that runs from right to left from pulling the signs around it along.
fn isolated(text: &str, dir: &str) -> String {
    if dir == "rtl" { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

fn quote(page: &mut Page, quote: &Quote<'_>) {
    page.bullet(&isolated(quote.title, quote.lang.dir));
    if !quote.words.is_empty() && quote.words != quote.title {
        page.wrapped("  ", "  ", &format!("“{}”", isolated(quote.words, quote.lang.dir)));
    }
    page.wrapped("  ", "  ", &quote.meta());
    if let Some(link) = quote.link {
        page.line(&format!("  {link}"));
    }
}

fn peace(page: &mut Page, view: &View<'_>) {
    if !view.peace.is_empty() {
        page.title("Signs of peace");
    }
    for entry in &view.peace {
        page.gap();
        page.paragraph(&format!(
            "{}: peace signals {} of 100 beside attention {}.",
            entry.place, entry.deescalation, entry.attention
        ));
        entry.quotes.iter().for_each(|one| quote(page, one));
    }
}

fn uncovered(page: &mut Page, view: &View<'_>) {
    if !view.uncovered.is_empty() {
        page.title("Not well covered: silence is not calm");
    }
    for entry in &view.uncovered {
        let missing = if entry.missing.is_empty() { String::new() } else { format!("; missing: {}", entry.missing) };
        page.bullet(&format!(
            "{}: level {}, for what it is worth; sources that report: {}{missing}",
            entry.place, entry.level, entry.reporting
        ));
    }
}

fn foot(page: &mut Page, view: &View<'_>) {
    let [read, method, unverified, made] = view.foot();
    page.title("What was read");
    page.paragraph(&read);
    page.title("How to read this");
    for words in [method, unverified, made] {
        page.paragraph(&words);
        page.gap();
    }
}
