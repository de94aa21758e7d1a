// The package names type declarations that it does not ship.
declare module '@letele/playing-cards'
