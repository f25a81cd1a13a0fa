/**
 * JSON that is still coming in, for apps that read a model's answer themselves. Plain JavaScript: what it reads never
 * crosses into the core. Time is linear in the text, however it is cut.
 */
import type { Json } from "./api.js";
import { BozzettoError } from "./errors.js";
import { setField } from "./field.js";

/** Nested deeper than this is refused. */
const MOST_DEPTH = 512;
/** An open list or object with more entries than this grows in place: copying it for every chunk would not be linear. */
const WIDE = 128;

const enum At { Value, FirstValue, Comma, FirstKey, Colon, KeyText, Text, Word, End }

/** A list or an object that is not closed yet. */
interface Open {
  target: Json[] | Record<string, Json>;
  list: boolean;
  /** The field whose value is coming in. */
  key: string;
  /** How many of its values are complete. */
  size: number;
}

/**
 * Reads one JSON value and has a readable value after every chunk: strings as far as they came, numbers and words once they
 * are complete. What is complete is frozen and keeps its identity from then on; what is still open is a new object after
 * every change, so views see what to draw again. (An open list or object beyond 128 entries grows in place instead.)
 * Mended like in the core: a comma before a closing bracket, raw line breaks inside strings.
 */
export class JsonStream {
  #at: At = At.Value;
  #open: Open[] = [];
  #root: Json | undefined;
  /** What is open was handed out: it is copied before it changes. */
  #shown = false;
  /** The text of the string, number or word that is coming in, and of an escape in it that was cut. */
  #text = "";
  #escape = "";

  /** The value so far; undefined before anything of it can be shown. */
  get value(): Json | undefined {
    return this.#root;
  }

  /** Whether the value is complete. */
  get done(): boolean {
    return this.#at === At.End;
  }

  /**
   * Takes the next text and returns the value so far.
   * @throws BozzettoError `json.invalid` where it is no JSON, `json.too-deep`; `command.bad-argument` where it is no text. What came before stays readable.
   */
  push(chunk: string): Json | undefined {
    if (typeof chunk !== "string") throw noText();
    let i = 0;
    while (i < chunk.length) {
      if (this.#at === At.Text || this.#at === At.KeyText) i = this.#inText(chunk, i);
      else if (this.#at === At.Word) i = this.#inWord(chunk, i);
      else this.#outside(chunk.charCodeAt(i++));
    }
    if (this.#at === At.Text && this.#text !== "") this.#put(this.#text);
    this.#shown = true;
    return this.#root;
  }

  /**
   * Ends the text and returns the whole value.
   * @throws BozzettoError `json.truncated` when it is not complete.
   */
  finish(): Json {
    if (this.#at === At.Word && this.#open.length === 0) this.#endWord();
    if (this.#at !== At.End || this.#root === undefined) throw refused("json.truncated", "The JSON ends in the middle.");
    return this.#root;
  }

  #inText(chunk: string, from: number): number {
    let i = from;
    if (this.#escape !== "") {
      this.#escape += chunk[i++]!;
      this.#endEscape();
      return i;
    }
    for (; i < chunk.length; i++) {
      const code = chunk.charCodeAt(i);
      if (code !== 34 && code !== 92) continue;
      this.#text += chunk.slice(from, i);
      if (code === 92) {
        this.#escape = "\\";
      } else if (this.#at === At.Text) {
        this.#put(this.#text);
        this.#text = "";
        this.#ended();
      } else {
        this.#open[this.#open.length - 1]!.key = this.#text;
        this.#text = "";
        this.#at = At.Colon;
      }
      return i + 1;
    }
    this.#text += from === 0 ? chunk : chunk.slice(from);
    return i;
  }

  #endEscape(): void {
    const escape = this.#escape;
    if (escape[1] === "u" && escape.length < 6) return;
    const letter = escape[1] === "u"
      ? (/^\\u[0-9a-fA-F]{4}$/.test(escape) ? String.fromCharCode(parseInt(escape.slice(2), 16)) : undefined)
      : escapes[escape[1]!];
    if (letter === undefined) throw invalid();
    this.#text += letter;
    this.#escape = "";
  }

  #inWord(chunk: string, from: number): number {
    let i = from;
    for (; i < chunk.length; i++) {
      const code = chunk.charCodeAt(i);
      // Letters, digits, sign, point: whatever a number or a word may have.
      if ((code >= 48 && code <= 57) || (code >= 97 && code <= 122) || code === 45 || code === 43 || code === 46 || code === 69) continue;
      this.#text += chunk.slice(from, i);
      this.#endWord();
      return i;
    }
    this.#text += chunk.slice(from);
    if (this.#text.length > 1_000) throw invalid();
    return i;
  }

  #endWord(): void {
    let value: unknown;
    try {
      value = JSON.parse(this.#text);
    } catch {
      throw invalid();
    }
    this.#text = "";
    this.#put(value as Json);
    this.#ended();
  }

  /** A value is complete. */
  #ended(): void {
    const open = this.#open[this.#open.length - 1];
    if (open) open.size++;
    this.#at = open ? At.Comma : At.End;
  }

  #outside(code: number): void {
    if (code === 32 || code === 10 || code === 13 || code === 9) return;
    switch (this.#at) {
      case At.Comma:
        if (code === 44) this.#at = this.#open[this.#open.length - 1]!.list ? At.FirstValue : At.FirstKey;
        else this.#close(code);
        return;
      case At.Colon:
        if (code !== 58) throw invalid();
        this.#at = At.Value;
        return;
      case At.FirstKey:
        if (code === 34) this.#at = At.KeyText;
        else this.#close(code);
        return;
      case At.FirstValue:
        if (code === 93) return this.#close(code);
        return this.#begin(code);
      case At.Value:
        return this.#begin(code);
      default:
        throw invalid();
    }
  }

  #begin(code: number): void {
    if (code === 34) {
      this.#at = At.Text;
      this.#put("");
    } else if (code === 123 || code === 91) {
      if (this.#open.length >= MOST_DEPTH) throw refused("json.too-deep", `The JSON is nested deeper than ${MOST_DEPTH} levels.`);
      const list = code === 91;
      const target: Json[] | Record<string, Json> = list ? [] : {};
      this.#put(target);
      this.#open.push({ target, list, key: "", size: 0 });
      this.#at = list ? At.FirstValue : At.FirstKey;
    } else if (code === 45 || (code >= 48 && code <= 57) || code === 116 || code === 102 || code === 110) {
      this.#at = At.Word;
      this.#text = String.fromCharCode(code);
    } else if (code !== 0xfeff || this.#open.length > 0) {
      throw invalid();
    }
  }

  #close(code: number): void {
    const open = this.#open.pop();
    if (!open || code !== (open.list ? 93 : 125)) throw invalid();
    Object.freeze(open.target);
    this.#ended();
  }

  /** Puts a value in its place. */
  #put(value: Json): void {
    const top = this.#open.length - 1;
    if (top < 0) {
      this.#root = value;
      return;
    }
    if (this.#shown) this.#own();
    put(this.#open[top]!, value);
  }

  /** Makes everything that is open new, from the inside of the root to the place that changes. */
  #own(): void {
    this.#shown = false;
    let around: Open | undefined;
    for (const open of this.#open) {
      if (open.size <= WIDE) open.target = open.list ? (open.target as Json[]).slice() : { ...(open.target as Record<string, Json>) };
      if (around) put(around, open.target);
      else this.#root = open.target;
      around = open;
    }
  }
}

function put({ target, list, key, size }: Open, value: Json): void {
  if (list) (target as Json[])[size] = value;
  else setField(target as Record<string, Json>, key, value);
}

const escapes: Record<string, string> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function noText(): BozzettoError {
  return new BozzettoError({ code: "command.bad-argument", message: "What is to be read is no text.", suggestedAction: "Give the text that came, piece by piece." });
}

function invalid(): BozzettoError {
  // Without the text: it may hold anything.
  return refused("json.invalid", "The text is not JSON.");
}

function refused(code: string, message: string): BozzettoError {
  return new BozzettoError({ code, message, recoverable: true, suggestedAction: "Ask for the answer again." });
}

/**
 * Reads a list, by itself or in a field of the object at the top (`{"ops":[...]}`), and hands over each item once, when it is
 * complete. What is not in the list is passed over.
 */
export class ItemStream {
  readonly #field: string;
  /** The closing brackets that are due, the last one innermost. */
  #due: number[] = [];
  #inText = false;
  #escaped = false;
  /** How many brackets are open within the list; 0: not in it. */
  #list = 0;
  /** The text of the item, or of the key, that is coming in. */
  #text = "";
  #key = "";
  #isOver = false;

  /** @param field the field of the list, where the text is an object */
  constructor(field = "ops") {
    this.#field = field;
  }

  /** Whether the list, or the text that should hold it, has ended. */
  get done(): boolean {
    return this.#isOver;
  }

  /**
   * Takes the next text and returns the items that it completes.
   * @throws BozzettoError `json.invalid`, `json.too-deep`, `command.bad-argument`
   */
  push(chunk: string): Json[] {
    if (typeof chunk !== "string") throw noText();
    const items: Json[] = [];
    let start = 0;
    let i = 0;
    while (i < chunk.length && !this.#isOver) {
      if (this.#inText) {
        if (this.#escaped) {
          this.#escaped = false;
          i++;
          continue;
        }
        for (; i < chunk.length; i++) {
          const code = chunk.charCodeAt(i);
          if (code === 34) {
            this.#inText = false;
            break;
          }
          if (code === 92) {
            this.#escaped = true;
            break;
          }
        }
        i++;
        continue;
      }
      const code = chunk.charCodeAt(i);
      const depth = this.#due.length;
      const inList = this.#list > 0 && depth === this.#list;
      if (code === 34) {
        this.#inText = true;
        if (depth === 1 && this.#list === 0) [this.#text, start] = ["", i];
      } else if (code === 123 || code === 91) {
        if (depth >= MOST_DEPTH) throw refused("json.too-deep", `The JSON is nested deeper than ${MOST_DEPTH} levels.`);
        this.#due.push(code + 2);
        const opens = code === 91 && this.#list === 0 && (depth === 0 || (depth === 1 && this.#due[0] === 125 && this.#key === this.#field));
        if (opens) {
          this.#list = depth + 1;
          [this.#text, start] = ["", i + 1];
        }
      } else if (code === 125 || code === 93) {
        if (inList) {
          this.#take(chunk.slice(start, i), items);
          this.#isOver = true;
        }
        if (this.#due.pop() !== code) throw invalid();
        if (this.#due.length === 0) this.#isOver = true;
      } else if (code === 44 && inList) {
        this.#take(chunk.slice(start, i), items);
        start = i + 1;
      } else if (code === 58 && depth === 1 && this.#list === 0) {
        this.#key = parse(this.#text + chunk.slice(start, i)) as string;
        [this.#text, start] = ["", i + 1];
      }
      i++;
    }
    if (this.#list > 0 || (this.#due.length === 1 && start < chunk.length)) this.#text += chunk.slice(start);
    return items;
  }

  #take(end: string, items: Json[]): void {
    const text = (this.#text + end).trim();
    this.#text = "";
    // A comma before the closing bracket ends nothing.
    if (text !== "") items.push(parse(text));
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw invalid();
  }
}
