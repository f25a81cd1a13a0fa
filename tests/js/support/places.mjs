// Where things are.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** This package: `tests/js`. */
export const here = join(dirname(fileURLToPath(import.meta.url)), "..");
/** The top of the checkout. */
export const root = join(here, "..", "..");
/** The package under test, as an app gets it. */
export const bozzetto = join(here, "node_modules", "bozzetto");

/** A folder for what a suite makes. */
export const made = (name) => join(root, "target", "js-tests", name);
