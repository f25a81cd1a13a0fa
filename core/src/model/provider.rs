//! Who answers over HTTP, and the request in its words.

use super::dialect::{Dialect, When};
use super::error::{ModelError, ModelErrorCode, Parameter};
use super::extra::with_extra;
use super::request::{ModelRequest, Output, join_url};
use super::response::ResponseReader;
use super::stream::Image;
use crate::context::estimate_tokens;
use crate::document::write_string;
use crate::engine::{Endpoint, HttpRequest};

/// A server that is asked, in which words, and what it is known not to understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// The wire format
    pub dialect: Dialect,
    /// For example `https://api.openai.com/v1`; empty: the vendor's own server. Chat Completions have none:
    /// [`ModelErrorCode::BadUrl`]
    pub base_url: String,
    /// The model's name at that server
    pub model: String,
    /// More headers, for gateways. Never a key: that goes through the credential slot.
    pub headers: Vec<(String, String)>,
    /// What the server refused, and requests leave out
    pub left_out: Vec<Parameter>,
    /// The longest answer asked for, in tokens
    pub max_output_tokens: u32,
    /// A JSON object that goes into the body of every request; empty: none
    pub extra: String,
}

/// The longest answer asked for unless somebody says otherwise: a first version of a large page.
pub const MAX_OUTPUT_TOKENS: u32 = 16_000;
/// What an answer has room for in a context that is made as large as it has to be.
const ANSWER_ROOM: u32 = 4_096;
const LEAST_ROOM: u32 = 8_192;
const MOST_ROOM: u32 = 1 << 17;
/// No edit is asked for in less.
const LEAST_OUTPUT_TOKENS: u32 = 1_000;

impl Provider {
    /// A server that is believed to know everything.
    pub fn new(dialect: Dialect, base_url: impl Into<String>, model: impl Into<String>) -> Self {
        Self {
            dialect,
            base_url: base_url.into(),
            model: model.into(),
            headers: Vec::new(),
            left_out: Vec::new(),
            max_output_tokens: MAX_OUTPUT_TOKENS,
            extra: String::new(),
        }
    }

    /// Whether it is the same server and model, whatever is left out.
    pub fn is_same_server(&self, other: &Self) -> bool {
        self.dialect == other.dialect
            && self.base_url == other.base_url
            && self.model == other.model
            && self.headers == other.headers
            && self.extra == other.extra
    }

    /// As versions name it.
    pub fn name(&self) -> &'static str {
        self.dialect.name()
    }

    /// A reader for the response with this status and these headers.
    pub fn reader(&self, status: u16, headers: &[(String, String)]) -> ResponseReader {
        ResponseReader::new(self.dialect, status, headers)
    }

    /// The same provider asked without what it refused; `None` if that was left out already, or never sent.
    pub fn without(&self, refused: Parameter) -> Option<Self> {
        if refused == Parameter::OutputTokens {
            // What a server says of its limits comes in too many forms; half of it and half of that is found as well.
            let half = self.max_output_tokens / 2;
            return (half >= LEAST_OUTPUT_TOKENS).then(|| Self {
                max_output_tokens: half,
                ..self.clone()
            });
        }
        let sent = self.dialect.speech().body.iter().any(|(when, _)| match when {
            When::Structured => refused == Parameter::ResponseFormat,
            When::Takes(parameter) => refused == *parameter,
            _ => false,
        });
        if !sent || self.left_out.contains(&refused) {
            return None;
        }
        let mut less = self.clone();
        less.left_out.push(refused);
        Some(less)
    }

    /// Whether it is asked to force the answer into the schema.
    pub fn structured(&self) -> bool {
        !self.left_out.contains(&Parameter::ResponseFormat)
    }

    /// Puts a request into the provider's words. The same input gives the same bytes.
    ///
    /// # Errors
    /// [`BadUrl`](ModelErrorCode::BadUrl), [`NoImages`](ModelErrorCode::NoImages)
    pub fn request(&self, request: &ModelRequest<'_>) -> Result<HttpRequest, ModelError> {
        let speech = self.dialect.speech();
        if request.output != Output::Text && self.dialect != Dialect::Gemini {
            return Err(ModelError::new(ModelErrorCode::NoImages));
        }
        let base = match self.base_url.trim() {
            "" => speech.base_url,
            base => base,
        };
        let endpoint = Endpoint {
            root: speech.root,
            path: speech.path.replace("$m", &path_segment(&self.model)),
            query: speech.query,
        };
        let url = join_url(base, &endpoint)?;
        let mut headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("accept".to_owned(), "text/event-stream".to_owned()),
        ];
        let own = speech.headers.iter().map(|(name, value)| (*name, *value));
        let app = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(app) {
            let name = name.to_ascii_lowercase();
            let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
            let sound = !name.is_empty() && name.chars().all(token) && !value.chars().any(char::is_control);
            if sound && headers.iter().all(|(known, _)| *known != name) {
                headers.push((name, value.to_owned()));
            }
        }
        Ok(HttpRequest {
            method: "POST",
            url,
            endpoint,
            headers,
            place: 0,
            credential: Some(speech.credential),
            body: self.body(request).into_bytes(),
        })
    }

    /// Written as text because the key order of the schema is part of its meaning.
    fn body(&self, request: &ModelRequest<'_>) -> String {
        let as_one;
        let request = match self.left_out.contains(&Parameter::SystemRole) {
            true => {
                as_one = format!("{}\n\n{}", request.system, request.user);
                &ModelRequest {
                    user: &as_one,
                    ..*request
                }
            }
            false => request,
        };
        let mut body = String::new();
        for (when, piece) in self.dialect.speech().body {
            let wanted = match when {
                When::Always => true,
                When::Structured => request.schema.is_some() && self.structured(),
                When::Takes(Parameter::PromptCacheKey) if request.cache_key.is_empty() => false,
                When::Takes(parameter) => !self.left_out.contains(parameter),
                When::Refuses(parameter) => self.left_out.contains(parameter),
                When::System => !request.system.is_empty(),
                When::Images => !request.images.is_empty(),
                When::NoImages => request.images.is_empty(),
                When::Drawn => request.output != Output::Text,
                When::DrawnIn => matches!(request.output, Output::Image { ratio: Some(_) }),
            };
            if wanted {
                self.fill(&mut body, piece, request);
            }
        }
        match self.extra.as_str() {
            "" => body,
            extra => with_extra(body, extra),
        }
    }

    fn fill(&self, body: &mut String, piece: &str, request: &ModelRequest<'_>) {
        let mut parts = piece.split('$');
        body.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let mut letters = part.chars();
            match letters.next() {
                Some('m') => write_string(body, &self.model),
                Some('s') => write_string(body, request.system),
                Some('u') => write_string(body, request.user),
                Some('k') => write_string(body, request.cache_key),
                Some('n') => body.push_str(&request.max_output_tokens.to_string()),
                Some('c') => body.push_str(&room_for(request).to_string()),
                Some('i') => self.fill_images(body, request.images),
                Some('r') => {
                    if let Output::Image { ratio: Some(ratio) } = request.output {
                        write_string(body, &ratio.to_string());
                    }
                }
                _ => body.push_str(request.schema.unwrap_or_default()),
            }
            body.push_str(letters.as_str());
        }
    }

    /// Each image begins with a comma, where something is before it.
    fn fill_images(&self, body: &mut String, images: &[Image]) {
        let template = self.dialect.speech().image;
        for image in images {
            let template = match body.ends_with('[') {
                true => template.trim_start_matches(','),
                false => template,
            };
            let mut parts = template.split('$');
            body.push_str(parts.next().unwrap_or_default());
            for part in parts {
                let mut letters = part.chars();
                match letters.next() {
                    Some('t') => write_string(body, &image.mime),
                    Some('d') => write_string(body, &image.base64),
                    _ => write_string(body, &format!("data:{};base64,{}", image.mime, image.base64)),
                }
                body.push_str(letters.as_str());
            }
        }
    }
}

/// Tokens of context for a request and its answer, in steps so that a server need not load its model anew for each: one that is
/// told nothing cuts a long prompt without a word.
fn room_for(request: &ModelRequest<'_>) -> u32 {
    let images = u32::try_from(request.images.len()).unwrap_or(u32::MAX);
    let words = estimate_tokens(request.system).saturating_add(estimate_tokens(request.user));
    let prompt = (words / 4)
        .saturating_mul(5)
        .saturating_add(images.saturating_mul(1_300));
    let room = prompt.saturating_add(ANSWER_ROOM).min(MOST_ROOM);
    room.next_power_of_two().max(LEAST_ROOM)
}

/// A model's name as part of a path. Slashes stay: some names have a prefix such as `tunedModels/`.
fn path_segment(model: &str) -> String {
    let mut segment = String::new();
    for byte in model.trim().trim_start_matches("models/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/@".contains(&byte) {
            segment.push(char::from(byte));
        } else {
            segment.push_str(&format!("%{byte:02X}"));
        }
    }
    segment
}

#[cfg(test)]
mod tests {
    use super::super::request::AspectRatio;
    use super::*;
    use serde_json::{Value, json};

    const ASK: ModelRequest<'_> = ModelRequest {
        system: "rules",
        user: "say \"hi\" for $m\n",
        images: &[],
        output: Output::Text,
        schema: Some(r#"{"type":"object"}"#),
        max_output_tokens: 99,
        cache_key: "a1b2",
    };

    fn body(provider: &Provider) -> Value {
        serde_json::from_slice(&provider.request(&ASK).unwrap().body).unwrap()
    }

    /// MOD-4: the request, whole.
    #[test]
    fn mod_4_request_form() {
        let mut provider = Provider::new(Dialect::OpenAiChat, "https://x.test/v1/", "m");
        provider.headers = vec![
            ("X-Title".into(), "t".into()),
            ("Content-Type".into(), "text/plain".into()),
            ("bad name".into(), "v".into()),
            ("x-split".into(), "a\r\nb: c".into()),
        ];
        let request = provider.request(&ASK).unwrap();
        assert_eq!(request.method, "POST");
        assert_eq!(request.url, "https://x.test/v1/chat/completions");
        assert_eq!(request.credential, Some(("authorization", "Bearer ")));
        let names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["content-type", "accept", "x-title"]);
        assert_eq!(
            body(&provider),
            json!({
                "model": "m",
                "messages": [
                    {"role": "system", "content": "rules"},
                    {"role": "user", "content": "say \"hi\" for $m\n"}
                ],
                "stream": true,
                "stream_options": {"include_usage": true},
                "max_completion_tokens": 99,
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "edit", "strict": true, "schema": {"type": "object"}},
                },
            })
        );
    }

    /// MOD-31: where each provider is asked, and where the key goes.
    #[test]
    fn mod_31_addresses_and_keys() {
        let of = |dialect: Dialect, base: &str| {
            let request = Provider::new(dialect, base, "m 1").request(&ASK).unwrap();
            (request.url, request.credential.unwrap().0)
        };
        let table = [
            (
                Dialect::OpenAiChat,
                "https://x.test",
                "https://x.test/v1/chat/completions",
                "authorization",
            ),
            (
                Dialect::OpenAiResponses,
                "",
                "https://api.openai.com/v1/responses",
                "authorization",
            ),
            (
                Dialect::OpenAiResponses,
                "http://proxy.test",
                "http://proxy.test/v1/responses",
                "authorization",
            ),
            (
                Dialect::Anthropic,
                "",
                "https://api.anthropic.com/v1/messages",
                "x-api-key",
            ),
            (
                Dialect::Anthropic,
                "https://x.test/a/v1/messages",
                "https://x.test/a/v1/messages",
                "x-api-key",
            ),
            (
                Dialect::Gemini,
                "",
                "https://generativelanguage.googleapis.com/v1beta/models/m%201:streamGenerateContent?alt=sse",
                "x-goog-api-key",
            ),
            (
                Dialect::Gemini,
                "http://127.0.0.1:9/?a=b",
                "http://127.0.0.1:9/v1beta/models/m%201:streamGenerateContent?a=b&alt=sse",
                "x-goog-api-key",
            ),
            (
                Dialect::Ollama,
                "",
                "http://localhost:11434/api/chat",
                "authorization",
            ),
            (
                Dialect::Ollama,
                "http://nas:11434/",
                "http://nas:11434/api/chat",
                "authorization",
            ),
        ];
        for (dialect, base, url, header) in table {
            assert_eq!(of(dialect, base), (url.to_owned(), header), "{dialect:?} {base}");
        }
        // Nobody's key goes to a vendor who was not named.
        let nowhere = Provider::new(Dialect::OpenAiChat, " ", "m").request(&ASK);
        assert_eq!(nowhere.unwrap_err().code, ModelErrorCode::BadUrl);
    }

    /// MOD-48: an address that is known only at the call replaces the one of the settings.
    #[test]
    fn mod_48_moved_to_another_address() {
        let mut request = Provider::new(Dialect::Gemini, "", "m").request(&ASK).unwrap();
        assert!(request.moved_to("https://proxy.test/google/"));
        assert_eq!(
            request.url,
            "https://proxy.test/google/models/m:streamGenerateContent?alt=sse"
        );
        for bad in ["", "javascript:alert(1)", "https://user:pw@x.test"] {
            assert!(!request.moved_to(bad));
        }
        assert!(request.url.starts_with("https://proxy.test/"));
    }

    /// MOD-32: each provider's way to force the schema, and the request without it.
    #[test]
    fn mod_32_structured_output() {
        let table = [
            (Dialect::OpenAiChat, "/response_format/json_schema/schema"),
            (Dialect::OpenAiResponses, "/text/format/schema"),
            (Dialect::Anthropic, "/output_config/format/schema"),
            (Dialect::Gemini, "/generationConfig/responseJsonSchema"),
            (Dialect::Ollama, "/format"),
        ];
        assert_eq!(table.len(), Dialect::ALL.len());
        for (dialect, place) in table {
            let provider = Provider::new(dialect, "https://x.test", "m");
            let asked = body(&provider);
            assert_eq!(
                asked.pointer(place),
                Some(&json!({"type": "object"})),
                "{dialect:?}"
            );
            assert!(asked.to_string().contains("say \\\"hi\\\" for $m"), "{dialect:?}");
            let plain = provider.without(Parameter::ResponseFormat).unwrap();
            assert_eq!(body(&plain).pointer(place), None, "{dialect:?}");
            assert!(!plain.structured() && plain.without(Parameter::ResponseFormat).is_none());
        }
    }

    /// MOD-35: each provider's way to show an image.
    #[test]
    fn mod_35_images_to_see() {
        let images = [("image/png", "AAAA"), ("image/webp", "\"}$u")].map(|(mime, base64)| Image {
            mime: mime.into(),
            base64: base64.into(),
        });
        let ask = ModelRequest {
            images: &images,
            ..ASK
        };
        let table = [
            (
                Dialect::OpenAiChat,
                "/messages/1/content",
                json!([
                    {"type": "text", "text": ASK.user},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
                    {"type": "image_url", "image_url": {"url": "data:image/webp;base64,\"}$u"}},
                ]),
            ),
            (
                Dialect::OpenAiResponses,
                "/input/0/content",
                json!([
                    {"type": "input_text", "text": ASK.user},
                    {"type": "input_image", "detail": "auto", "image_url": "data:image/png;base64,AAAA"},
                    {"type": "input_image", "detail": "auto", "image_url": "data:image/webp;base64,\"}$u"},
                ]),
            ),
            (
                Dialect::Anthropic,
                "/messages/0/content",
                json!([
                    {"type": "text", "text": ASK.user},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/webp", "data": "\"}$u"}},
                ]),
            ),
            (
                Dialect::Gemini,
                "/contents/0/parts",
                json!([
                    {"text": ASK.user},
                    {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
                    {"inlineData": {"mimeType": "image/webp", "data": "\"}$u"}},
                ]),
            ),
            (Dialect::Ollama, "/messages/1/images", json!(["AAAA", "\"}$u"])),
        ];
        assert_eq!(table.len(), Dialect::ALL.len());
        for (dialect, place, expected) in table {
            let request = Provider::new(dialect, "https://x.test", "m")
                .request(&ask)
                .unwrap();
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            assert_eq!(body.pointer(place), Some(&expected), "{dialect:?}");
        }
        assert_eq!(
            body(&Provider::new(Dialect::Ollama, "", "m"))["messages"][1].get("images"),
            None
        );
    }

    /// MOD-35: who makes pictures, and who does not.
    #[test]
    fn mod_35_images_to_make() {
        for dialect in Dialect::ALL {
            for ratio in [None, Some(AspectRatio::nearest(1920.0, 1080.0))] {
                let ask = ModelRequest {
                    system: "",
                    schema: None,
                    output: Output::Image { ratio },
                    ..ASK
                };
                let request =
                    Provider::new(dialect, "https://x.test", "gemini-2.5-flash-image").request(&ask);
                if dialect != Dialect::Gemini {
                    assert_eq!(request.unwrap_err().code, ModelErrorCode::NoImages, "{dialect:?}");
                    continue;
                }
                let mut config = json!({"maxOutputTokens": 99, "responseModalities": ["TEXT", "IMAGE"]});
                if ratio.is_some() {
                    config["imageConfig"] = json!({"aspectRatio": "16:9"});
                }
                let contents = json!([{"role": "user", "parts": [{"text": ASK.user}]}]);
                let body: Value = serde_json::from_slice(&request.unwrap().body).unwrap();
                assert_eq!(body, json!({"contents": contents, "generationConfig": config}));
            }
        }
    }

    /// MOD-31: Ollama cuts what it was given no room for.
    #[test]
    fn mod_31_room_for_the_prompt() {
        let room = |words: usize| {
            let user = "word ".repeat(words);
            let ask = ModelRequest { user: &user, ..ASK };
            let request = Provider::new(Dialect::Ollama, "", "m").request(&ask).unwrap();
            serde_json::from_slice::<Value>(&request.body).unwrap()["options"]["num_ctx"].clone()
        };
        assert_eq!(
            [room(1), room(2_000), room(8_000), room(2_000_000)],
            [json!(8_192), json!(8_192), json!(16_384), json!(131_072)]
        );
    }

    /// MOD-5: an answer of half the length, as long as that makes sense.
    #[test]
    fn mod_5_shorter_answers() {
        let mut provider = Provider::new(Dialect::Anthropic, "", "m");
        let mut asked = Vec::new();
        while let Some(less) = provider.without(Parameter::OutputTokens) {
            provider = less;
            asked.push(provider.max_output_tokens);
        }
        assert_eq!(asked, [8_000, 4_000, 2_000, 1_000]);
    }

    /// MOD-4: what stays the same comes first, and where a provider keeps only what is marked, it is marked, alone.
    #[test]
    fn mod_4_what_stays_the_same_is_marked_for_caches() {
        let body = body(&Provider::new(Dialect::Anthropic, "", "m"));
        let marked = |value: &serde_json::Value| value["cache_control"] == json!({"type": "ephemeral"});
        assert!(marked(&body["system"][0]));
        let asked = &body["messages"][0]["content"];
        assert_eq!(asked.as_array().map(Vec::len), Some(1));
        assert!(asked[0].get("cache_control").is_none());
    }

    /// MOD-14: what an app adds goes into what is there, into objects as well, in any dialect; `null` leaves out.
    #[test]
    fn mod_14_what_an_app_adds() {
        let extra = r#"{"temperature":0.2,"reasoning":{"effort":"low"},"generationConfig":{"thinkingConfig":{"thinkingBudget":0,"x":null}},"stream_options":null}"#;
        for dialect in Dialect::ALL {
            let plain = Provider::new(dialect, "https://x.test/v1", "m");
            let more = Provider {
                extra: extra.into(),
                ..plain.clone()
            };
            let (mut own, mut told) = (body(&plain), body(&more));
            assert_eq!(told["temperature"], 0.2);
            assert_eq!(told["reasoning"], json!({"effort": "low"}));
            let config = &mut told["generationConfig"];
            assert_eq!(config["thinkingConfig"], json!({"thinkingBudget": 0}));
            config.as_object_mut().unwrap().remove("thinkingConfig");
            for field in ["temperature", "reasoning"] {
                told.as_object_mut().unwrap().remove(field);
            }
            if dialect != Dialect::Gemini {
                told.as_object_mut().unwrap().remove("generationConfig");
            }
            own.as_object_mut().unwrap().remove("stream_options");
            assert_eq!(told, own, "{dialect:?}");
            assert!(!more.is_same_server(&plain));
        }
    }

    /// MOD-5: what a server refused is left out, once.
    #[test]
    fn mod_5_without_what_was_refused() {
        let provider = Provider::new(Dialect::OpenAiChat, "https://x.test/v1", "m");
        for (parameter, field) in [
            (Parameter::ResponseFormat, "response_format"),
            (Parameter::StreamOptions, "stream_options"),
            (Parameter::MaxCompletionTokens, "max_completion_tokens"),
        ] {
            let less = provider.without(parameter).unwrap();
            assert!(body(&less).get(field).is_none());
            assert!(less.without(parameter).is_none());
        }
        let less = provider.without(Parameter::MaxCompletionTokens).unwrap();
        assert_eq!(body(&less)["max_tokens"], 99);
        let anthropic = Provider::new(Dialect::Anthropic, "", "m");
        assert_eq!(anthropic.without(Parameter::StreamOptions), None);
        // Only Responses knows it.
        for dialect in Dialect::ALL {
            let provider = Provider::new(dialect, "https://x.test/v1", "m");
            let is_sent = dialect == Dialect::OpenAiResponses;
            let key = body(&provider).get("prompt_cache_key").cloned();
            assert_eq!(key, is_sent.then(|| json!("a1b2")), "{dialect:?}");
            let less = provider.without(Parameter::PromptCacheKey);
            assert_eq!(less.is_some(), is_sent, "{dialect:?}");
            assert!(less.is_none_or(|less| body(&less).get("prompt_cache_key").is_none()));
        }
    }
}
