// The bundler takes styles along with the part that needs them.
declare module '*.css'
