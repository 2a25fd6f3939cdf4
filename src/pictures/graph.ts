/** What a picture shows of a model: nodes, edges, and the plates around them. */

/** Whether a picture shows factors as squares, or only which variable acts on which. */
export type PictureStyle = 'factor' | 'causal';

/** How a part differs from the other model of a picture of a difference. */
export type Mark = 'added' | 'removed' | 'changed';

/** What a node stands for; the legend explains those that occur. */
export type NodeKind =
  | 'variable'
  | 'observed'
  | 'action'
  | 'computed'
  | 'factor'
  | 'undeclared'
  | 'junction'
  | 'group';

/** A variable, a factor, a group of them, or the point where several ends of a connection meet. */
export interface PictureNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** As written; empty for a junction. */
  readonly name: string;
  /** The dimensions, such as `3×3×2`; empty if there are none to show. */
  readonly dimensions: string;
  /** The ontology term, or what else is said below the node. */
  readonly caption: string;
  /** All that is known of it, for who points at it. */
  readonly title: string;
  /** The id of the plate that it is in. */
  readonly plate: string | null;
  readonly mark?: Mark;
}

/** How an edge is drawn, by the operator of its connection. */
export type EdgeKind = 'directed' | 'conditional' | 'undirected' | 'bidirectional' | 'similar';

export interface PictureEdge {
  readonly id: string;
  readonly kind: EdgeKind;
  readonly source: string;
  readonly target: string;
  /** An edge that ends in a junction has its arrow behind it. */
  readonly arrow: boolean;
  readonly label: string;
  readonly title: string;
  readonly mark?: Mark;
}

/** A frame around what belongs to one agent, level, factor, modality or time slice. */
export interface Plate {
  readonly id: string;
  readonly label: string;
  /** The id of the plate around it. */
  readonly parent: string | null;
}

export interface PictureGraph {
  readonly style: PictureStyle;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  readonly plates: readonly Plate[];
}
