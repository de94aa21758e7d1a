// Vite takes style sheets as imports without a value.
declare module '*.css'
