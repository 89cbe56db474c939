// Browsers that cannot give up a request (Chrome before 66, Safari before 11.1) get the page without script: it works.
export const isModern = "AbortController" in window;
