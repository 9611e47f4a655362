import {defineConfig} from "vite";
import {page_files} from "./page_files.ts";

// The built page goes where the server's build embeds it, so that who has no Node gets it too.
export default defineConfig({
  base: "./",
  build: {
    outDir: process.env.DIVISI_PAGE_DIR ?? "../src/server/page",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: {polyfill: false},
    assetsInlineLimit: 0,  // The page's security policy allows no data: scripts.
    reportCompressedSize: false,
  },
  plugins: [page_files()],
  worker: {format: "es"},
});
