using AttachmentPacs.Bench.Report;

namespace AttachmentPacs.Bench.Tests.Report;

public sealed class StatisticTests
{
    [Theory]
    [InlineData(new double[] { 3, 1, 2 }, 2)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    [InlineData(new double[] { 7 }, 7)]
    [InlineData(new double[0], double.NaN)]
    public void Median_of_values_in_any_order_is_the_middle(double[] values, double expected) => Assert.Equal(expected, Statistic.Median(values));

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    [InlineData(0, 1)]
    public void Percentile_of_1_to_100_is_the_nearest_rank(double share, int expected)
    {
        TimeSpan[] values = [.. Enumerable.Range(1, 100).Select(value => TimeSpan.FromMilliseconds(value))];

        Assert.Equal(expected, Statistic.Percentile(values, share).TotalMilliseconds);
    }

    [Fact]
    public void Percentile_of_nothing_is_zero() => Assert.Equal(TimeSpan.Zero, Statistic.Percentile([], 0.5));
}
