import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

/** Where `npm run dev` of the page finds the server. */
const SERVER = process.env['PARLOR_SERVER'] ?? 'http://127.0.0.1:2567'

export default defineConfig({
  root,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // The card set is written for React; Preact speaks its language through `compat`.
  resolve: { alias: { react: 'preact/compat', 'react-dom': 'preact/compat' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The card set is one large chunk on purpose; it is loaded after the first paint.
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(
      ['/auth', '/login', '/logout', '/fair', '/matchmake'].map((path) => [path, SERVER]),
    ),
  },
})
