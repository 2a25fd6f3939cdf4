export interface Proxy {
  /** The same database, through the proxy. */
  readonly url: (database: string) => string;
  readonly cuts: () => number;
  readonly close: () => Promise<void>;
}

/**
 * Starts a proxy.
 *
 * @param folder - where the socket of the server is
 * @param isCut - whether to cut a connection instead of passing on what one side says
 */
export function startProxy(
  folder: string,
  isCut: (piece: Buffer, from: 'client' | 'server', connection: object) => boolean,
): Promise<Proxy>;
