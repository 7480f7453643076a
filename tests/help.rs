//! Every command has a `--help` with an example, and every example runs.

use crate::harness::Almenara;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

const COMMANDS: [&[&str]; 29] = [
    &["demo"],
    &["init"],
    &["run"],
    &["ingest"],
    &["search"],
    &["flags"],
    &["flags", "show"],
    &["flags", "ack"],
    &["flags", "respond"],
    &["flags", "close"],
    &["flags", "note"],
    &["flags", "stats"],
    &["explain"],
    &["digest"],
    &["sources", "list"],
    &["sources", "check"],
    &["sources", "import"],
    &["sources", "export"],
    &["annotate"],
    &["parse"],
    &["extract"],
    &["cluster"],
    &["lexicon", "check"],
    &["lexicon", "try"],
    &["eval"],
    &["backtest"],
    &["reindex"],
    &["doctor"],
    &["serve"],
];

fn example(almenara: &Almenara, command: &[&str]) -> String {
    let mut arguments = command.to_vec();
    arguments.push("--help");
    let help = almenara.run(&arguments).well().out;
    let line = help.lines().find_map(|line| line.strip_prefix("Example: ")).map(str::to_owned);
    line.unwrap_or_else(|| panic!("{command:?} has no example:\n{help}"))
}

/// What the examples name exists: the demo's configuration and store, a feed, a page, an OPML list, some documents.
fn prepared() -> Almenara {
    let almenara = Almenara::new();
    almenara.run(&["demo"]).well();
    let feed = "<rss version=\"2.0\"><channel><title>t</title><item><title>i</title></item></channel></rss>";
    almenara.write("feed.xml", feed);
    almenara.write(
        "page.html",
        "<html><title>t</title><body><article><p>Some words that are the article.</p></article></body></html>",
    );
    almenara.write(
        "feeds.opml",
        "<opml version=\"2.0\"><body><outline text=\"x\" xmlUrl=\"https://x.example/f\"/></body></opml>",
    );
    almenara.write("labelled.jsonl", "{\"id\":\"1\",\"text\":\"words\",\"gold\":{\"relevant\":false}}\n");
    let past = "{\"id\":\"1\",\"published\":\"2014-01-03T00:00:00Z\",\"text\":\"Gunmen killed six villagers near Maiduguri.\",\
                \"source\":\"s\",\"source_kind\":\"media\"}\n";
    almenara.write("past.jsonl", past);
    almenara.write("deaths.csv", "iso3,month,deaths\nNGA,2013-12,4\nNGA,2014-01,30\nNGA,2014-02,0\n");
    almenara.write("documents.jsonl", "{\"id\":\"1\",\"text\":\"words\"}\n");
    almenara.write("config/sources/.keep", "");
    almenara
}

#[test]
fn every_example_runs() {
    let almenara = prepared();
    let binary = assert_cmd::cargo::cargo_bin!("almenara");
    let bin_dir = binary.parent().expect("a directory").display().to_string();
    let path = format!("{bin_dir}:{}", std::env::var("PATH").unwrap_or_default());
    for command in COMMANDS {
        let example = example(&almenara, command);
        // `init` refuses an existing directory and `serve` runs until stopped: they have tests of their own.
        if matches!(command[0], "serve" | "init" | "demo") {
            assert!(example.starts_with(&format!("almenara {}", command[0])), "{example}");
            continue;
        }
        let named = matches!(example.as_str(), text if text.contains("ingest --source"));
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &example]).current_dir(almenara.path(".")).env("PATH", &path).stdin(Stdio::null());
        // The built-in sources are named in the example of `ingest`; everything else runs on the exercise.
        if named {
            shell.env("ALMENARA_DATA", almenara.path("elsewhere")).env_remove("ALMENARA_CONFIG");
        } else {
            shell.env("ALMENARA_CONFIG", almenara.path("almenara-demo/config"));
        }
        let output = shell.output().expect("a shell");
        let code = output.status.code().unwrap_or(-1);
        // 3 and 4: without a network no source can be read, and there is something to mend.
        assert!(matches!(code, 0 | 3 | 4), "{example}: {code}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn serve_answers_until_it_is_told_to_stop() {
    let almenara = prepared();
    let mut child = almenara
        .command(&["--config", "almenara-demo/config", "serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("serve starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("its first line");
    let address =
        line.split_whitespace().next().expect("an address").trim_start_matches("http://").trim_end_matches('/');
    let get = |path: &str| -> String {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(address).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    };
    assert!(get("/").contains("EXERCISE"));
    assert!(get("/api/v1/flags").contains("COL/Choc"));
    assert!(get("/api/v1/search?q=category:displacement").contains("\"total\""));
    assert!(get("/api/v1/search?q=%22open").starts_with("HTTP/1.1 400"));
    assert!(get("/nowhere").starts_with("HTTP/1.1 404"));
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
    assert!(child.wait().expect("an end").success(), "SIGTERM ends it well");
}
