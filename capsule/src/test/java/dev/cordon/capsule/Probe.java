package dev.cordon.capsule;

public class Probe {
    public static void main(String[] a) throws Exception {
        var s = new NamespaceSandbox(java.nio.file.Path.of("/tmp/ex/skel"));
        for (int i = 0; i < 10; i++) {
            long t = System.nanoTime();
            var r = s.probe();
            System.out.println(r + " " + (System.nanoTime() - t) / 1e6);
        }
    }
}
