import { buildPage } from "../../pages/build";
import type { BuiltFile } from "../../pages/built-page";
import { SAMPLE_FACTS } from "../../pages/facts";
import { readPage } from "../../pages/page";

/** A page as users get it, with example facts. */
export interface GalleryPage {
  readonly name: string;
  readonly document: BuiltFile;
  /** Its other files, by their paths below `/_sorry/`. */
  readonly assets: readonly BuiltFile[];
  /** Tags of its languages; none for plain HTML. */
  readonly languages: readonly string[];
}

/**
 * Builds a page to be looked at.
 *
 * @param folder of the page
 * @throws PageError where something is wrong with the page
 */
export function galleryPage(folder: string): GalleryPage {
  const page = readPage(folder);
  const { name, document, assets } = buildPage(page, SAMPLE_FACTS);
  return { name, document, assets, languages: [...(page.description?.languages.keys() ?? [])] };
}
