import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { offlineWorker } from "../../build/offline.ts";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** The studio on the double: `npx vite --config test/double/vite.config.ts`. */
export default defineConfig({
  root: here("../.."),
  plugins: [react(), offlineWorker()],
  resolve: { alias: [{ find: /^bozzetto$/, replacement: here("index.ts") }, { find: /^bozzetto\/react$/, replacement: here("react.ts") }] },
  cacheDir: "node_modules/.vite-double",
  build: { target: "es2022", outDir: "dist/double" },
});
