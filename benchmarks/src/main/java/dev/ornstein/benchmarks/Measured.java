package dev.ornstein.benchmarks;

import org.openjdk.jmh.annotations.Fork;

/**
 * In which Java everything is measured: with the options that {@code ./ornstein} gives to Java,
 * from {@code examples/java.options}. Large pages are not among them, as not every system knows the
 * option.
 */
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules",
      "jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-XX:MaxRAMPercentage=70",
      "-XX:+UseSerialGC",
      "-Xmn24m",
      "-XX:PretenureSizeThreshold=262144",
      "-XX:MinHeapFreeRatio=5",
      "-XX:MaxHeapFreeRatio=10",
      "-XX:ObjectAlignmentInBytes=64",
      "-XX:CompileCommand=quiet",
      "-XX:CompileCommand=CompileThresholdScaling,dev/ornstein/tensor/kernel/vector/*.*,0.3",
      "-XX:CompileCommand=CompileThresholdScaling,dev/ornstein/tensor/kernel/vector/VectorMath.*,0.02",
      "-XX:CompileCommand=CompileThresholdScaling,jdk/incubator/vector/*.*,5.0",
      "-XX:CompileCommand=CompileThresholdScaling,jdk/internal/vm/vector/*.*,5.0",
      "-XX:Tier4BackEdgeThreshold=160000",
      "-XX:Tier4LoadFeedback=1"
    })
abstract class Measured {}
