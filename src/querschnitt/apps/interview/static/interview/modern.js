// Browsers from before modules, or without a way to give up a request, get the page without script: it works.
export const isModern = "noModule" in HTMLScriptElement.prototype && "AbortController" in window;
