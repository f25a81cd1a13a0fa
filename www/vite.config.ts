import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { contentSecurityPolicy } from "./build/csp.ts";
import { offlineWorker } from "./build/offline.ts";

export default defineConfig({
  base: "./",
  plugins: [react(), contentSecurityPolicy(), offlineWorker()],
  // The package finds its wasm by `import.meta.url`, which pre-bundling would move.
  optimizeDeps: { exclude: ["bozzetto", "bozzetto/react"] },
  build: { target: "es2022", modulePreload: { polyfill: false } },
});
