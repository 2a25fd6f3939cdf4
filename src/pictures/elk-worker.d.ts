declare module 'elkjs/lib/elk-worker.min.js' {
  const elkWorker: { readonly Worker: new () => Worker };
  export default elkWorker;
}
