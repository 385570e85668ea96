package dev.cordon.memory;

import dev.cordon.core.Entry;
import dev.cordon.core.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
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

    private static final int BYTES_OF_AN_ITEM = 200;
    private static final int BYTES_OF_NOTHING = 64 << 10;

    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final StandardAnalyzer analyzer = new StandardAnalyzer();
    private final IndexWriter writer;
    private long itemsSeen;
    private long tombstonesSeen;

    TextIndex() {
        try {
            writer = new IndexWriter(
                    directory,
                    new IndexWriterConfig(analyzer)
                            .setMergeScheduler(new SerialMergeScheduler())
                            .setUseCompoundFile(false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One item that a search found. */
    record Found(String id, List<String> terms) {}

    /** Takes in what was written and out what was deleted since the last time. */
    void catchUp(Records records) throws IOException {
        for (Entry entry : records.read(Kind.MEMORY, itemsSeen)) {
            itemsSeen = entry.sequence();
            Document document = new Document();
            document.add(new StringField(ID, entry.id(), Store.YES));
            document.add(new TextField(TEXT, MemoryCodec.read(entry).text(), Store.NO));
            writer.updateDocument(new Term(ID, entry.id()), document);
        }
        for (Entry entry : records.read(Kind.TOMBSTONE, tombstonesSeen)) {
            tombstonesSeen = entry.sequence();
            if (entry.sequence() > itemsSeen || records.find(entry.id()).isEmpty()) {
                writer.deleteDocuments(new Term(ID, entry.id()));
            }
        }
        writer.commit();
    }

    /** The best of {@code allowed} that hold a word of {@code text}, best first; no word, no hit (C9). */
    List<Found> search(String text, Collection<String> allowed, int most) throws IOException {
        Set<String> terms = terms(text);
        if (terms.isEmpty() || allowed.isEmpty()) {
            return List.of();
        }
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            List<Found> found = new ArrayList<>();
            for (ScoreDoc hit : searcher.search(query(terms, allowed), most).scoreDocs) {
                String id = searcher.storedFields().document(hit.doc).get(ID);
                found.add(new Found(id, heldBy(searcher, hit.doc, terms)));
            }
            return found;
        }
    }

    private static Query query(Set<String> terms, Collection<String> allowed) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        terms.forEach(term -> any.add(new TermQuery(new Term(TEXT, term)), Occur.SHOULD));
        List<BytesRef> ids = allowed.stream().map(BytesRef::new).toList();
        return new BooleanQuery.Builder()
                .add(any.build(), Occur.MUST)
                .add(new TermInSetQuery(ID, ids), Occur.FILTER)
                .build();
    }

    private static List<String> heldBy(IndexSearcher searcher, int document, Set<String> terms) throws IOException {
        List<String> held = new ArrayList<>();
        for (String term : terms) {
            if (held.size() < 16
                    && searcher.explain(new TermQuery(new Term(TEXT, term)), document)
                            .isMatch()) {
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
            writer.rollback();
        }
    }
}
