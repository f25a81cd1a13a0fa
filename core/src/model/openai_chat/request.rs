use crate::document::write_string;
use crate::engine::HttpRequest;
use crate::model::error::{ModelError, Parameter};
use crate::model::request::{ModelRequest, join_url};

/// Which server is asked, and what it is known not to understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatOptions {
    /// For example `https://api.openai.com/v1`
    pub base_url: String,
    /// The model's name at that server
    pub model: String,
    /// More headers, for gateways. Never a key: that goes through the credential slot.
    pub headers: Vec<(String, String)>,
    /// Ask for structured output
    pub response_format: bool,
    /// Ask for token counts
    pub stream_options: bool,
    /// Limit the answer under the present name of the field, `max_completion_tokens`; otherwise `max_tokens`
    pub max_completion_tokens: bool,
}

impl ChatOptions {
    /// A server that is believed to know everything.
    pub fn new(base_url: impl Into<String>, model: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            model: model.into(),
            headers: Vec::new(),
            response_format: true,
            stream_options: true,
            max_completion_tokens: true,
        }
    }

    /// The same without what a server refused; `None` if that was left out already.
    pub fn without(&self, refused: Parameter) -> Option<Self> {
        let mut less = self.clone();
        let flag = match refused {
            Parameter::ResponseFormat => &mut less.response_format,
            Parameter::StreamOptions => &mut less.stream_options,
            Parameter::MaxCompletionTokens => &mut less.max_completion_tokens,
        };
        std::mem::take(flag).then_some(less)
    }

    /// Builds the request. The same input gives the same bytes.
    ///
    /// # Errors
    /// [`BadUrl`](crate::model::ModelErrorCode::BadUrl)
    pub fn request(&self, request: &ModelRequest<'_>) -> Result<HttpRequest, ModelError> {
        let url = join_url(&self.base_url, "chat/completions")?;
        let mut headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("accept".to_owned(), "text/event-stream".to_owned()),
        ];
        for (name, value) in &self.headers {
            let name = name.to_ascii_lowercase();
            let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
            let sound = !name.is_empty() && name.chars().all(token) && !value.chars().any(char::is_control);
            if sound && headers.iter().all(|(known, _)| *known != name) {
                headers.push((name, value.clone()));
            }
        }
        Ok(HttpRequest {
            method: "POST",
            url,
            headers,
            credential: Some(("authorization", "Bearer ")),
            body: self.body(request).into_bytes(),
        })
    }

    /// Written by hand because the key order of the schema is part of its meaning.
    fn body(&self, request: &ModelRequest<'_>) -> String {
        let mut body = format!(
            r#"{{"model":{},"messages":[{{"role":"system","content":{}}},{{"role":"user","content":{}}}],"stream":true"#,
            quote(&self.model),
            quote(request.system),
            quote(request.user),
        );
        if self.stream_options {
            body.push_str(r#","stream_options":{"include_usage":true}"#);
        }
        body.push_str(if self.max_completion_tokens {
            r#","max_completion_tokens":"#
        } else {
            r#","max_tokens":"#
        });
        body.push_str(&request.max_output_tokens.to_string());
        if let Some(schema) = request.schema.filter(|_| self.response_format) {
            body.push_str(r#","response_format":{"type":"json_schema","json_schema":{"name":"edit","strict":true,"schema":"#);
            body.push_str(schema);
            body.push_str("}}");
        }
        body.push('}');
        body
    }
}

fn quote(text: &str) -> String {
    let mut quoted = String::new();
    write_string(&mut quoted, text);
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const ASK: ModelRequest<'_> = ModelRequest {
        system: "rules",
        user: "say \"hi\"\n",
        schema: Some(r#"{"type":"object"}"#),
        max_output_tokens: 99,
    };

    fn body(options: &ChatOptions) -> Value {
        serde_json::from_slice(&options.request(&ASK).unwrap().body).unwrap()
    }

    /// MOD-4: the request, whole.
    #[test]
    fn mod_4_request_form() {
        let mut options = ChatOptions::new("https://x.test/v1/", "m");
        options.headers = vec![
            ("X-Title".into(), "t".into()),
            ("Content-Type".into(), "text/plain".into()),
            ("bad name".into(), "v".into()),
            ("x-split".into(), "a\r\nb: c".into()),
        ];
        let request = options.request(&ASK).unwrap();
        assert_eq!(request.method, "POST");
        assert_eq!(request.url, "https://x.test/v1/chat/completions");
        assert_eq!(request.credential, Some(("authorization", "Bearer ")));
        let names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["content-type", "accept", "x-title"]);
        assert_eq!(
            body(&options),
            json!({
                "model": "m",
                "messages": [{"role": "system", "content": "rules"}, {"role": "user", "content": "say \"hi\"\n"}],
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

    /// MOD-5: what a server refused is left out, once.
    #[test]
    fn mod_5_without_what_was_refused() {
        let options = ChatOptions::new("https://x.test/v1", "m");
        for (parameter, field) in [
            (Parameter::ResponseFormat, "response_format"),
            (Parameter::StreamOptions, "stream_options"),
            (Parameter::MaxCompletionTokens, "max_completion_tokens"),
        ] {
            let less = options.without(parameter).unwrap();
            assert!(body(&less).get(field).is_none());
            assert!(less.without(parameter).is_none());
        }
        let less = options.without(Parameter::MaxCompletionTokens).unwrap();
        assert_eq!(body(&less)["max_tokens"], 99);
    }
}
