package dev.cordon.memory;

import dev.cordon.core.Entry;
import dev.cordon.core.Head;
import dev.cordon.core.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * The words of one partition's items, in memory only: Lucene with its standard analyzer and BM25. It holds this
 * partition and no other, so that neither a hit nor a score tells of another. For one thread at a time; owned and
 * closed by its {@link PartitionIndex}.
 */
final class TextIndex implements AutoCloseable {
    private static final String ID = "id";
    private static final String TEXT = "text";
    /** A question in plain words has fewer; Lucene's own limit is 1,024 clauses. */
    private static final int MOST_TERMS = 128;

    private static final int BYTES_OF_AN_ITEM = 350;
    private static final int BYTES_OF_NOTHING = 64 << 10;

    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final StandardAnalyzer analyzer = new StandardAnalyzer();
    private final IndexWriter writer;
    /** Which items are in it, and the sequence of each. */
    private final Map<String, Long> items = new HashMap<>();

    private DirectoryReader reader;
    private Optional<Head> readTo = Optional.empty();
    private long itemsSeen;
    private long tombstonesSeen;

    TextIndex() {
        try {
            writer = new IndexWriter(
                    directory,
                    new IndexWriterConfig(analyzer)
                            .setMergeScheduler(new SerialMergeScheduler())
                            .setUseCompoundFile(false));
            reader = DirectoryReader.open(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One item that a search found. */
    record Found(String id, List<String> terms) {}

    /**
     * Takes in what was written and out what was deleted since the last time.
     *
     * @param meanings gets of each item what was written down with it
     */
    void catchUp(Records records, Vectors meanings) throws IOException {
        // Asked before reading, so that what is written meanwhile is read the next time.
        Optional<Head> head = records.head();
        if (head.isPresent() && head.equals(readTo)) {
            return;
        }
        for (Entry entry : records.read(Kind.MEMORY, itemsSeen)) {
            itemsSeen = entry.sequence();
            take(entry, meanings);
        }
        for (Entry entry : records.read(Kind.TOMBSTONE, tombstonesSeen)) {
            tombstonesSeen = entry.sequence();
            if (items.getOrDefault(entry.id(), Long.MAX_VALUE) < entry.sequence()) {
                items.remove(entry.id());
                writer.deleteDocuments(new Term(ID, entry.id()));
            }
        }
        refresh();
        readTo = head;
    }

    private void take(Entry entry, Vectors meanings) throws IOException {
        MemoryCodec.Stored stored = MemoryCodec.read(entry);
        meanings.take(entry.id(), stored.header().findMeaning());
        Document document = new Document();
        document.add(new StringField(ID, entry.id(), Store.YES));
        document.add(new TextField(TEXT, stored.text(), Store.NO));
        if (items.put(entry.id(), entry.sequence()) == null) {
            writer.addDocument(document);
        } else {
            writer.updateDocument(new Term(ID, entry.id()), document);
        }
    }

    private void refresh() throws IOException {
        DirectoryReader newer = DirectoryReader.openIfChanged(reader, writer);
        if (newer != null) {
            reader.close();
            reader = newer;
        }
    }

    /** The best of {@code allowed} that hold a word of {@code text}, best first; no word, no hit (C9). */
    List<Found> search(String text, Collection<String> allowed, int most) throws IOException {
        Set<String> terms = terms(text);
        if (terms.isEmpty() || allowed.isEmpty()) {
            return List.of();
        }
        IndexSearcher searcher = new IndexSearcher(reader);
        List<Found> found = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query(terms, allowed), most).scoreDocs) {
            String id = searcher.storedFields().document(hit.doc).get(ID);
            found.add(new Found(id, heldBy(hit.doc, terms)));
        }
        return found;
    }

    private Query query(Set<String> terms, Collection<String> allowed) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        terms.forEach(term -> any.add(new TermQuery(new Term(TEXT, term)), Occur.SHOULD));
        // To look for each of a thousand ids takes longer than the search; where all are allowed there is nothing to
        // do.
        if (Set.copyOf(allowed).equals(items.keySet())) {
            return any.build();
        }
        List<BytesRef> ids = allowed.stream().map(BytesRef::new).toList();
        return new BooleanQuery.Builder()
                .add(any.build(), Occur.MUST)
                .add(new TermInSetQuery(ID, ids), Occur.FILTER)
                .build();
    }

    private List<String> heldBy(int document, Set<String> terms) throws IOException {
        LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(document, reader.leaves()));
        int inLeaf = document - leaf.docBase;
        List<String> held = new ArrayList<>();
        for (String term : terms) {
            PostingsEnum holders = leaf.reader().postings(new Term(TEXT, term), PostingsEnum.NONE);
            if (held.size() < 16 && holders != null && holders.advance(inLeaf) == inLeaf) {
                held.add(term);
            }
        }
        return held;
    }

    private Set<String> terms(String text) throws IOException {
        Set<String> terms = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream(TEXT, text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (terms.size() < MOST_TERMS && tokens.incrementToken()) {
                terms.add(term.toString());
            }
        }
        return terms;
    }

    /** What it takes of the heap, about. */
    long bytes() throws IOException {
        long bytes = BYTES_OF_NOTHING + writer.ramBytesUsed() + (long) BYTES_OF_AN_ITEM * writer.getDocStats().maxDoc;
        for (String file : directory.listAll()) {
            bytes += directory.fileLength(file);
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        try (directory;
                analyzer) {
            reader.close();
            writer.rollback();
        }
    }
}
