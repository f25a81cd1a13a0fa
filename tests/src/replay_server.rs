//! A server that plays back bytes exactly as scripted: cut anywhere, delayed, broken off, stalled. What a provider (or what
//! stands between it and us) can do to a response, this can do.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One response.
#[derive(Clone, Debug)]
pub struct Script {
    /// The status
    pub status: u16,
    /// The headers besides those of the transport
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte
    pub body: Vec<u8>,
    /// Where the body is cut: each piece is a write (and a chunk) of its own
    pub cuts: Vec<usize>,
    /// The pause before each piece but the first
    pub pause: Duration,
    /// What comes after the last piece
    pub end: End,
}

/// How a response ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As it should
    Clean,
    /// The connection is closed without the end of the body
    Broken,
    /// Nothing more comes, and the connection stays open
    Stalled,
}

impl Script {
    /// A response with this status, type and body, whole.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), content_type.into())],
            body: body.into(),
            cuts: Vec::new(),
            pause: Duration::ZERO,
            end: End::Clean,
        }
    }

    /// An event stream.
    pub fn events(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, "text/event-stream", body)
    }

    /// The same in pieces of this size, with this pause between them.
    pub fn in_pieces(mut self, size: usize, pause: Duration) -> Self {
        self.cuts = (size..self.body.len()).step_by(size.max(1)).collect();
        self.pause = pause;
        self
    }

    /// The same with another end.
    pub fn ending(mut self, end: End) -> Self {
        self.end = end;
        self
    }
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// `POST`, `OPTIONS` ...
    pub method: String,
    /// Path and query
    pub path: String,
    /// Names in lower case
    pub headers: Vec<(String, String)>,
    /// The body
    pub body: Vec<u8>,
}

impl Recorded {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Shared {
    requests: Mutex<Vec<Recorded>>,
    answered: Mutex<usize>,
    stop: AtomicBool,
}

/// A running server; it ends when it is dropped.
pub struct ReplayServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl ReplayServer {
    /// Starts on a free port of this machine. The n-th request gets the n-th script, later ones the last. Preflights of browsers are
    /// answered apart, and every response allows every origin.
    ///
    /// # Panics
    /// When no port can be had, or without scripts.
    pub fn start(scripts: Vec<Script>) -> Self {
        assert!(!scripts.is_empty(), "a server needs something to say");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared::default());
        let scripts = Arc::new(scripts);
        let server = Self {
            address,
            shared: shared.clone(),
        };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.stop.load(Ordering::Relaxed) {
                    return;
                }
                let (shared, scripts) = (shared.clone(), scripts.clone());
                // A client that hangs up is part of the game.
                std::thread::spawn(move || _ = serve(stream, &shared, &scripts));
            }
        });
        server
    }

    /// `http://127.0.0.1:PORT`
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, preflights included.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared
            .requests
            .lock()
            .expect("no panic in the server")
            .clone()
    }
}

impl Drop for ReplayServer {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        // Wakes the listener.
        _ = TcpStream::connect(self.address);
    }
}

fn serve(mut stream: TcpStream, shared: &Shared, scripts: &[Script]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let Some(request) = read_request(&stream)? else {
        return Ok(());
    };
    let preflight = request.method == "OPTIONS";
    shared
        .requests
        .lock()
        .expect("no panic in the server")
        .push(request);
    let cors = "access-control-allow-origin: *\r\naccess-control-allow-headers: *, authorization\r\n\
                access-control-allow-methods: *\r\naccess-control-expose-headers: *\r\nconnection: close\r\n";
    if preflight {
        write!(stream, "HTTP/1.1 204 No Content\r\n{cors}\r\n")?;
        return Ok(());
    }
    let turn = {
        let mut answered = shared.answered.lock().expect("no panic in the server");
        *answered += 1;
        *answered - 1
    };
    let script = &scripts[turn.min(scripts.len() - 1)];
    let mut head = format!(
        "HTTP/1.1 {} Scripted\r\n{cors}transfer-encoding: chunked\r\n",
        script.status
    );
    for (name, value) in &script.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    let mut start = 0;
    for end in script.cuts.iter().copied().chain([script.body.len()]) {
        let piece = &script.body[start..end.clamp(start, script.body.len())];
        if start > 0 {
            std::thread::sleep(script.pause);
        }
        start += piece.len();
        if piece.is_empty() {
            continue;
        }
        let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
        chunk.extend_from_slice(piece);
        chunk.extend_from_slice(b"\r\n");
        stream.write_all(&chunk)?;
    }
    match script.end {
        End::Clean => stream.write_all(b"0\r\n\r\n"),
        End::Broken => Ok(()),
        End::Stalled => {
            // Until the client hangs up or the server ends
            stream.set_read_timeout(Some(Duration::from_millis(20)))?;
            let mut byte = [0];
            loop {
                match stream.read(&mut byte) {
                    Ok(0) => return Ok(()),
                    _ if shared.stop.load(Ordering::Relaxed) => return Ok(()),
                    _ => {}
                }
            }
        }
    }
}

fn read_request(stream: &TcpStream) -> std::io::Result<Option<Recorded>> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.trim().to_owned())),
            None => break,
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(Recorded {
        method,
        path,
        headers,
        body,
    }))
}
