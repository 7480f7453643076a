//! What each stage of reading and annotating an item costs: `cargo bench -p almenara-enrich`.

use chrono::{DateTime, Utc};
use domain::item::{Body, Item};
use domain::{Document, Source, Taxonomy};
use enrich::copies::Shelf;
use enrich::lang::Identifier;
use enrich::places::LocateInput;
use enrich::signals::{Reader, Tables};
use enrich::{Enricher, Gazetteer, Reading, Resources};
use std::fmt::Write;
use std::path::Path;

const ITEMS: usize = 4_000;
/// Characters of an item's text, at least.
const TEXT_CHARS: usize = 1_450;

static GAZETTEER: &[u8] = include_bytes!("../data/gazetteer.bin");

/// Sentences of a language, all invented; `{}` is a place, `#` a number.
struct Tongue {
    sentences: &'static [&'static str],
    places: &'static [&'static str],
}

const ENGLISH: Tongue = Tongue {
    sentences: &[
        "Armed men on motorcycles attacked a market near {} on Tuesday evening, killing # people, residents said.",
        "The governor told reporters that the road between the river and {} would stay closed until further notice.",
        "Elders of both communities met for the third time this month and agreed to share the wells.",
        "More than # families have left their homes since the beginning of the rains, the relief committee said.",
        "A spokesman for the army denied that its soldiers had been in the area at that time.",
        "Teachers went on strike in {} because their salaries have not been paid for # months.",
        "The price of maize has doubled, and traders fear that the harvest will be poor again.",
        "Talks between the government and the opposition are expected to resume in {} next week.",
        "Nobody has claimed responsibility, and the police have opened an inquiry into what happened.",
        "The football match was put off because the pitch was under water, the federation announced.",
    ],
    places: &["Maiduguri", "Goma", "Nairobi", "North Kivu", "Port Sudan", "Mogadishu", "Bamako", "Juba"],
};
const SPANISH: Tongue = Tongue {
    sentences: &[
        "Hombres armados atacaron el martes un mercado cerca de {} y mataron a # personas, según los vecinos.",
        "El gobernador dijo a la prensa que la carretera entre el río y {} seguirá cerrada hasta nuevo aviso.",
        "Los mayores de las dos comunidades se reunieron por tercera vez este mes y acordaron compartir los pozos.",
        "Más de # familias han dejado sus casas desde que empezaron las lluvias, informó el comité de ayuda.",
        "Los maestros de {} fueron a la huelga porque no han cobrado su salario desde hace # meses.",
        "El precio del maíz se ha duplicado y los comerciantes temen que la cosecha vuelva a ser mala.",
        "Las conversaciones entre el gobierno y la oposición se reanudarán la próxima semana en {}.",
    ],
    places: &["Quibdó", "Apartadó", "Medellín", "el Chocó", "Cali", "Antioquia", "Cúcuta", "Tumaco"],
};
const FRENCH: Tongue = Tongue {
    sentences: &[
        "Des hommes armés ont attaqué mardi un marché près de {} et tué # personnes, selon des habitants.",
        "Le gouverneur a déclaré à la presse que la route entre le fleuve et {} resterait fermée jusqu'à nouvel ordre.",
        "Les anciens des deux communautés se sont réunis pour la troisième fois et ont décidé de partager les puits.",
        "Plus de # familles ont quitté leurs maisons depuis le début des pluies, indique le comité de secours.",
        "Les enseignants de {} sont en grève, car leurs salaires ne sont plus versés depuis # mois.",
        "Le prix du maïs a doublé et les commerçants craignent une nouvelle mauvaise récolte.",
        "Les pourparlers entre le gouvernement et l'opposition doivent reprendre la semaine prochaine à {}.",
    ],
    places: &["Gao", "Tombouctou", "Bukavu", "Bamako", "Ouagadougou", "Niamey", "Bangui", "N'Djamena"],
};
const ARABIC: Tongue = Tongue {
    sentences: &[
        "هاجم مسلحون يوم الثلاثاء سوقا قرب {} وقتلوا # شخصا بحسب السكان.",
        "قال الوالي للصحافة إن الطريق بين النهر و{} سيبقى مغلقا حتى إشعار آخر.",
        "اجتمع شيوخ القبيلتين للمرة الثالثة هذا الشهر واتفقوا على تقاسم الآبار.",
        "غادرت أكثر من # أسرة منازلها منذ بداية الأمطار وفق لجنة الإغاثة.",
        "أضرب المعلمون في {} لأن رواتبهم لم تدفع منذ # أشهر.",
        "تضاعف سعر الذرة ويخشى التجار أن يكون الحصاد سيئا مرة أخرى.",
        "من المتوقع أن تستأنف المحادثات بين الحكومة والمعارضة في {} الأسبوع المقبل.",
    ],
    places: &["الفاشر", "الخرطوم", "القضارف", "نيالا", "بورتسودان", "دارفور", "كسلا", "صنعاء"],
};
const RUSSIAN: Tongue = Tongue {
    sentences: &[
        "Вооружённые люди напали во вторник на рынок возле города {}, погибли # человек, сообщили жители.",
        "Губернатор сказал журналистам, что дорога между рекой и городом {} останется закрытой.",
        "Старейшины обеих общин встретились в третий раз за месяц и договорились делить колодцы.",
        "Более # семей покинули свои дома с начала дождей, сообщил комитет помощи.",
        "Цена кукурузы удвоилась, и торговцы опасаются, что урожай снова будет плохим.",
    ],
    places: &["Ош", "Баткен", "Душанбе", "Худжанд", "Бишкек", "Гюмри"],
};
/// As often as such languages come in a collection of reports.
const TONGUES: [&Tongue; 8] = [&ENGLISH, &SPANISH, &ENGLISH, &FRENCH, &ENGLISH, &ARABIC, &ENGLISH, &RUSSIAN];

fn main() {
    let before = cpu_seconds();
    let enricher = Enricher::new(resources()).expect("the resources of the configuration are valid");
    println!("{:<44} {:>8.1} ms", "made once", (cpu_seconds() - before) * 1e3);
    let source = source("news");
    let plain: Vec<Item> = (0..ITEMS).map(|n| item(n, Body::Text(text(n, "\n")))).collect();
    let fragments: Vec<Item> =
        (0..ITEMS).map(|n| item(n, Body::Fragment(format!("<p>{}</p>", text(n, "</p>\n<p>"))))).collect();
    let read = |items: &[Item], source: &Source| -> Vec<Document> {
        items.iter().map(|item| enricher.read(item.clone(), source, visit()).expect("a document")).collect()
    };
    measure("read, plain text", || read(&plain, &source));
    measure("read, plain text, masked (field)", || read(&plain, &self::source("field")));
    let documents = measure("read, a fragment of HTML", || read(&fragments, &source));
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    println!("{:<44} {:>8} bytes", "a text, on average", bytes / ITEMS);
    stages(&documents);
    let (places, signals) = measure("annotate", || {
        documents.iter().fold((0, 0), |(places, signals), document| {
            let found = enricher.annotate(&reading(document));
            (places + found.places.len(), signals + found.signals.len())
        })
    });
    println!("{:<44} {places} places, {signals} signals", "found");
    measure("wire", || documents.iter().filter_map(|document| enricher.wire(document)).count());
    copies(&documents);
    println!("{:<44} {:>8} MB", "peak memory", peak_megabytes());
}

/// The parts of `annotate`, each alone.
fn stages(documents: &[Document]) {
    let Resources { taxonomy, signals: tables, gazetteer } = resources();
    let languages = Identifier::new();
    let gazetteer = Gazetteer::load(gazetteer).expect("the built-in gazetteer");
    let signals = Reader::with_tables(&taxonomy, &tables).expect("valid lexicons");
    let codes: Vec<String> = measure("  language", || {
        documents.iter().map(|d| languages.identify_document(&d.title, &d.text, None).code).collect()
    });
    let both = || documents.iter().zip(&codes);
    measure("  places", || {
        let locate = |(d, lang): (&Document, &String)| {
            gazetteer.locate(&LocateInput { title: &d.title, text: &d.text, lang, ..LocateInput::default() })
        };
        both().map(|document| locate(document).places.len()).sum::<usize>()
    });
    measure("  signals", || {
        both().map(|(d, lang)| signals.read(&d.title, &d.text, lang, Some(d.published)).signals.len()).sum::<usize>()
    });
}

/// Texts that are made of one stock of sentences share them as forms do; with their words in another order they share
/// nothing, as stories do.
fn copies(documents: &[Document]) {
    let own: Vec<Document> = documents
        .iter()
        .enumerate()
        .map(|(n, d)| Document { text: shuffled(&d.text, n as u64), ..d.clone() })
        .collect();
    for (what, documents) in [("copies, stories", &own[..]), ("copies, forms", documents)] {
        measure(what, || {
            let mut copies = Shelf::default();
            documents.iter().for_each(|document| drop(copies.place(&document.id, &document.title, &document.text)));
        });
    }
}

fn shuffled(text: &str, seed: u64) -> String {
    let mut words: Vec<(u64, &str)> =
        text.split_whitespace().enumerate().map(|(n, word)| (chance(seed << 20 | n as u64), word)).collect();
    words.sort_unstable();
    words.iter().flat_map(|(_, word)| [*word, " "]).collect()
}

/// Runs a stage over all items and prints what one item costs; the first run warms up. Where the command line names a
/// stage (`-- annotate`), the others run once and are not measured.
fn measure<T>(stage: &str, run: impl Fn() -> T) -> T {
    const RUNS: u32 = 3;
    let first = run();
    let mut named = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).peekable();
    if named.peek().is_some() && !named.any(|name| stage.trim().starts_with(&name)) {
        return first;
    }
    let before = cpu_seconds();
    let mut last = run();
    for _ in 1..RUNS {
        last = run();
    }
    let each = (cpu_seconds() - before) / f64::from(RUNS) / ITEMS as f64 * 1e6;
    println!("{stage:<44} {each:>8.1} µs CPU an item");
    last
}

fn reading(document: &Document) -> Reading<'_> {
    Reading { title: &document.title, text: &document.text, published: Some(document.published), ..Reading::default() }
}

/// The configuration's own lexicons and taxonomy, and the built-in gazetteer.
fn resources() -> Resources {
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config");
    let text = |path: &Path| std::fs::read_to_string(path).expect("a file of the configuration");
    let taxonomy: Taxonomy = toml::from_str(&text(&config.join("taxonomy.toml"))).expect("a taxonomy");
    let languages = |folder: &str| {
        let files =
            std::fs::read_dir(config.join(folder)).expect("a folder").map(|entry| entry.expect("a file").path());
        let code = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut texts: Vec<(String, String)> = files.map(|path| (code(&path), text(&path))).collect();
        texts.sort();
        texts
    };
    let signals = Tables {
        lexicons: languages("lexicon"),
        weights: text(&config.join("layer.tsv")),
        numbers: languages("numbers"),
        actors: text(&config.join("actors.toml")),
    };
    Resources { taxonomy, signals, gazetteer: GAZETTEER.into() }
}

fn source(class: &str) -> Source {
    serde_json::from_value(serde_json::json!({
        "id": "river-radio", "name": "River Radio", "kind": "feed", "url": "https://river.example/feed", "class": class
    }))
    .expect("a source")
}

fn visit() -> DateTime<Utc> {
    "2026-03-15T12:00:00Z".parse().expect("an instant")
}

fn item(n: usize, body: Body) -> Item {
    let title = sentence(TONGUES[n % TONGUES.len()], n as u64);
    Item {
        guid: Some(format!("item-{n}")),
        link: Some(format!("https://river.example/2026/03/{n}?utm_source=feed")),
        title: title.chars().take(80).collect(),
        summary: Some(title),
        body,
        published: Some(visit() - chrono::TimeDelta::minutes(n as i64)),
        ..Item::default()
    }
}

/// Sentences by chance; `between` parts paragraphs of three.
fn text(n: usize, between: &str) -> String {
    let mut text = String::new();
    let mut count = 0;
    while text.chars().count() < TEXT_CHARS {
        if count > 0 {
            text.push_str(if count % 3 == 0 { between } else { " " });
        }
        count += 1;
        text.push_str(&sentence(TONGUES[n % TONGUES.len()], (n as u64) << 20 | count));
    }
    text
}

fn sentence(tongue: &Tongue, n: u64) -> String {
    let pick = |list: &[&'static str], salt: u64| list[chance(n ^ salt) as usize % list.len()];
    let mut sentence = String::new();
    for letter in pick(tongue.sentences, 0).replace("{}", pick(tongue.places, 1 << 60)).chars() {
        match letter {
            '#' => write!(sentence, "{}", 2 + chance(n + 5) % 400).expect("a string takes all"),
            letter => sentence.push(letter),
        }
    }
    sentence
}

/// The n-th of a fixed sequence of numbers that look like chance (splitmix64).
fn chance(n: u64) -> u64 {
    let mut z = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Seconds of processor time of all threads so far, where the system tells (Linux).
fn cpu_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_A_SECOND
}

/// The most memory held so far, where the system tells (Linux).
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
}
